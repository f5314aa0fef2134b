package oracle

import (
	"fmt"
	"strings"
)

// results writes RESULTS.md.
func results(generated, examples []row, unread []string) string {
	var b strings.Builder
	b.WriteString(`# Verdicts beside oasdiff

Made by "cd oracle && UPDATE=1 go test ./...", with github.com/oasdiff/oasdiff v1.36.0 and its
usual levels. A pair agrees when the worst that both say of it is the same: nothing (-), info,
warning or breaking. Warnings of both mean that it is not certain.

`)
	b.WriteString("## Counts\n\n| pairs | all | the same verdict | both or neither breaking | differences |\n|---|---|---|---|---|\n")
	count(&b, "generated here", generated)
	count(&b, "oasdiff's own examples", examples)
	if len(unread) > 0 {
		fmt.Fprintf(&b, "\nNot compared, since one of both cannot read them: %s.\n", strings.Join(unread, ", "))
	}
	differences(&b, "generated here", generated)
	differences(&b, "of oasdiff's own examples", examples)
	b.WriteString("\n## Where the verdict is the same, generated here\n\n| pair | verdict |\n|---|---|\n")
	for _, r := range generated {
		if r.we == r.they {
			fmt.Fprintf(&b, "| %s | %s |\n", r.name, r.we)
		}
	}
	return b.String()
}

func count(b *strings.Builder, name string, rows []row) {
	same, side := 0, 0
	for _, r := range rows {
		if r.we == r.they {
			same++
		}
		if (r.we == breaking) == (r.they == breaking) {
			side++
		}
	}
	fmt.Fprintf(b, "| %s | %d | %d | %d | %d |\n", name, len(rows), same, side, len(rows)-same)
}

func differences(b *strings.Builder, name string, rows []row) {
	fmt.Fprintf(b, "\n## Differences, %s\n", name)
	for _, reason := range reasons {
		first := true
		for _, r := range rows {
			if r.reason != reason.says {
				continue
			}
			if first {
				fmt.Fprintf(b, "\n%s\n\n| pair | Newel | oasdiff |\n|---|---|---|\n", reason.says)
				first = false
			}
			fmt.Fprintf(b, "| %s | %s | %s |\n", r.name, shown(r.we, r.ourIDs), shown(r.they, r.theirIDs))
		}
	}
}

func shown(v verdict, ids []string) string {
	const most = 3
	if len(ids) > most {
		ids = append(ids[:most:most], "…")
	}
	if len(ids) == 0 {
		return v.String()
	}
	return v.String() + ": " + strings.Join(ids, ", ")
}
