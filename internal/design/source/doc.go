// Package source reads design files and knows where every value stood.
//
// A design file is a strict subset of YAML 1.2 in UTF-8: mappings with text keys,
// lists and scalars, and nothing that means something else than it shows: no
// anchors, tags, merges, second documents, duplicate keys, implicit booleans or
// nulls, odd numbers, tabs or control characters. What is refused is refused with
// its exact place.
//
// A YAML library decides what a file says; it knows the line and column where a
// value begins and nothing more. This package walks the bytes beside the library's
// tree and accounts for every one of them, which gives each value its exact span
// and each byte of a scalar its place. Where the two readings differ, the file is
// refused. The library is seen nowhere outside this package, but in compat, which reads
// documents that others wrote.
//
// The package refuses to know which keys a design has and what they mean: that is
// decode.
//
// The entry is [Parse]:
//
//	file := source.Parse("data.yaml", text, &diags)
//	if entities := file.Root.Get("entities"); entities != nil {
//		fmt.Println(entities.Span)
//	}
package source
