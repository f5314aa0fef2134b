package oracle

// reasons are tried in this order.
var reasons = []reason{
	{"warning", "breaking", "", `^response-.*-(min|max|pattern|multiple-of|unique-items)(-|$)`, "", "A range in answers that became wider is a warning here: more values than before may come, and most clients do not mind. oasdiff calls it breaking."},
	{"breaking|warning", "info|warning", "", `default-value`, "", "A default is what a request means that leaves the value out. That it changes is breaking here, as a change of behaviour; that it is said, or is not said any more, is a warning. oasdiff says info."},
	{"warning", "info", "", `optional-(property|response-header)-removed|optional-property-removed`, "", "What did not have to be in an answer, and now never is, is a warning here, since there are clients that use it. oasdiff says info."},
	{"breaking", "info", "", `operation-id`, "", "Another operationId renames the function in generated clients: breaking here, in the tier SDK, which fails no command by itself. oasdiff says info."},
	{"warning", "info", "", `api-tag-removed`, "", "A tag that is gone can rename a class in generated clients: a warning here."},
	{"warning", "info", "", `api-removed-with-deprecation`, "", "An operation that was deprecated without a day on which it goes is a warning here when it goes. oasdiff says info."},
	{"warning", "info", "", `status-added`, "", "A success status beside another, and the first status of a class, are warnings here: clients may have no case for it. oasdiff says info."},
	{"-", "info", "read-only|write-only", "", "", "readOnly says nothing about answers, and writeOnly nothing about requests: no change here."},
	{"breaking", "info", "string to any", `type-specialized`, `parameter-type-generalized`, "A parameter that takes anything takes lists and objects too, and a string does not: narrower here."},
	{"-", "breaking|info", "string to string or integer", "", "", "In a parameter any text is a string, and the text of an integer too: no change here."},
	{"breaking", "info", "_to_array_31|nullable_to_array", `type-changed|specialized`, "", "That a value becomes a list is another type here. oasdiff knows that a list of one is written in the query as its only item."},
	{"breaking", "info", "xml_type", `type-changed`, "", "Types are compared as in JSON here. oasdiff knows that XML writes an integer and a text alike."},
	{"-", "info", "request_parameter_max", "", "", "The bound does not speak of values of that type, so no value is taken or refused by it: no change here."},
	{"-", "info", "component_security", "", "", "A security scheme that no operation asks for is no change for clients here."},
	{"-|info|breaking", "info|warning|breaking", "allof|all_of", "", "", "allOf is merged here and the values are compared, so what its parts say again changes nothing, and what they refuse does. oasdiff compares its parts, and warns where it cannot."},
	{"warning", "breaking|info", "^(contains|content|dependent|if|not|pattern_prop|prefix|property_names|sub_schema|unevaluated)", `-changed$`, "", "What another text of these keywords takes is not computed here: a warning. oasdiff looks into some of them."},
	{"breaking|warning|info", "-|info|warning", "^(contains|content|dependent|if|not|pattern_prop|prefix|property_names|sub_schema|unevaluated)", "", "", "A keyword that refuses values, and was not there, is narrower here whatever stands in it."},
	{"breaking|warning|info", "-", "", "", "", "oasdiff has no check for this in this place; the set of values became narrower or wider all the same."},
}
