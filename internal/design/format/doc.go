// Package format writes design files in one layout, and loses nothing: what is read of
// a file, the order of its keys and its comments are the same before and after.
//
// The layout: two blanks a level, lists indented below their key; a mapping in braces
// or a list in brackets stays so where it fits into 100 columns and has no comment
// inside, and is written line by line otherwise; double quotes, single ones where they
// save escapes; one blank before a comment behind something; at most one empty line
// together, none at the start of a block. Texts below | and > are indented and
// otherwise left alone, as are long lines.
//
// It refuses to know what keys mean: that is decode. The result is read again and
// compared before anybody sees it.
//
//	var diags diag.List
//	file := source.Parse("data.yaml", text, &diags)
//	if diags.Len() == 0 {
//		text, err = format.File(file)
//	}
package format
