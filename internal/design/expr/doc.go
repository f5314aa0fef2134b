// Package expr is the language of conditions and values: CEL text, checked
// against the design, becomes a small tree that can be evaluated in Go and
// translated to SQL with the same meaning.
//
// The meaning, everywhere: null is absent, absent is an error, an error denies.
// Logic is Kleene's: an error beside a deciding operand does not matter. The
// method is the T/F compilation: every node has two translations, "SQL is TRUE
// iff CEL is true" and "SQL is TRUE iff CEL is false", and ! swaps them, so NOT
// never stands around something that may be NULL.
//
// CEL's own parser reads the text; names and types are then checked here, against
// the design, so that findings point at exactly what they mean. What is accepted
// means what CEL means by it over rows whose empty fields are absent. Three things
// are ours: a row stands for its id, an anonymous caller is there but has no fields,
// and a policy takes the place of its call, word by word; readable(x) also asks
// that there is an x.
//
// Partial evaluation: rows that are held in Go (the caller always, the input and
// the new row of a write) are [Roots] that a set knows. An atom over known rows
// only is decided in Go; the rest becomes SQL, once per vector of decisions.
//
// Claims, the checks of decisions ([Plan]), are of another kind: they speak of the design
// itself, by the facts of a [Subject], and are asked in memory only. They say which of
// their parts is not true, and of what.
//
// The package knows the design and SQL text. It refuses to know requests,
// statements and connections.
package expr
