// Package compile is the one door from the folder of a design to a plan: it reads
// the files and sends them through source, decode and bind.
//
// It knows which files a design has. It refuses to know what stands in them, and
// how findings look.
//
//	var diags diag.List
//	d, files, err := compile.Folder("design", &diags)
//	// err: the disk; diags: what is wrong with the design, to be shown with files.Text
//	if err == nil && diags.Err() == nil {
//		p := compile.Plan(d, dialect.SQLite)
//	}
package compile
