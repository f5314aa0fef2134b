// Package report writes findings for people, as [Text], and for machines, as
// [JSON]. Which form a command uses, where it goes and with which exit code the
// command ends is for package cli to say.
//
// It knows how a finding looks. It refuses to know what makes a design wrong and
// how files are read: who wants lines of source shown gives a function for them.
//
// # Text
//
// One line a finding, in the form that editors and CI make clickable; below it,
// each behind a tab, the line of source if there is one, the fix and the places
// that explain the finding:
//
//	data.yaml:8:20: error: entity "Ticket" refers to "Usr", which is not an entity [bind/unknown-entity]
//		8 |       asked: {ref: Usr}
//		  |                    ^^^
//		fix: did you mean "User"?
//		see data.yaml:3:3: "User" is declared here
//
// # JSON
//
// Every command that is asked for JSON writes one object on one line, the
// envelope, with exactly these keys in this order:
//
//	newel     1, the version of the envelope
//	command   the command's name, as "check"
//	ok        true when no finding is at or above the gate: [Gate], where a command has
//	          no other
//	findings  the findings by file, then place; [] when there are none, never null
//	result    what the command made, in the command's own shape; null when nothing
//
// and, when the command could not do its work ([Failure]), one more:
//
//	error     why: its kind, "usage" for a wrong command line or "machine" for
//	          disk, network and database, and a message for people
//
// A finding has:
//
//	rule        the rule's id, as "bind/unknown-entity"
//	severity    error, critical, high, medium, low or info
//	file        as the author would type it; "" when no file is to blame
//	line, col, end_line, end_col
//	            from 1, col in bytes, the end exclusive; 0 for a whole file
//	offset, end_offset
//	            bytes from the start of the file, the end exclusive
//	message     what is wrong, naming the thing
//	fix         what to do about it; "" when the report does not know
//	edits       the fix as text edits when it is certain: a place as above and
//	            new, the text to put there; [] when there are none
//	related     places that explain the finding: a place as above and a message;
//	            [] when there are none
//
// Keys may be added at the end of an object. None is renamed, removed or given
// another meaning without a new version of the envelope.
package report
