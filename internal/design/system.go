package design

// SystemFields makes the fields that every entity has, in the order of Entity.System.
// They stand where the entity is named.
func SystemFields(e *Entity) []*Field {
	system := func(name string, t Type) *Field {
		return &Field{
			Name: Name{Text: name, Span: e.Name.Span}, Span: e.Name.Span, TypeSpan: e.Name.Span,
			Type: t, Entity: e, System: true,
		}
	}
	return []*Field{
		system(FieldID, TypeID), system(FieldCreatedAt, TypeTimestamp), system(FieldUpdatedAt, TypeTimestamp), system(FieldVersion, TypeInteger),
	}
}
