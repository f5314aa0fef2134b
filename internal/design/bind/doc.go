// Package bind points every name of a design at the thing that it names, and every
// expression at its compiled form.
//
// Names are bound first, file by file: data.go with its fields, tenants and keys,
// contract.go with its lists and writes, access.go. Then the expressions are
// compiled, when everything that they can name is known; a policy or a read rule
// that another asks for is compiled on the way. Last comes what only the whole can
// tell: an operation that nobody may call, a policy that nobody uses.
//
// A design that bound without a finding of severity error can be planned: plan,
// schema and exec rely on what is checked here and do not check again. One mistake
// gives one finding: a misspelt name is taken for the nearest, and what rests on
// something that did not bind is passed over.
//
// The package knows what names mean. It refuses to know YAML and the spelling of
// keys (that is decode), CEL (expr), and what will be done with a design.
//
// The entry is [Bind]:
//
//	bind.Bind(d, &diags)
//	if diags.Err() == nil {
//		p := plan.Compile(d, dialect.SQLite)
//	}
package bind
