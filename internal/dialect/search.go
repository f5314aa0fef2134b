package dialect

import "strings"

// Names of what finds the words of a table's texts. No name of a design has two
// underscores in a row.

// SearchIndex is the name of the table with the words; SQLite's only.
func SearchIndex(table string) string { return table + "__search" }

// SearchRows is the name of the table that tells which row has which number in the
// index; SQLite's only.
func SearchRows(table string) string { return table + "__search_rows" }

// SearchColumn is the name of the column with the words of another: in the index on SQLite,
// where a column may not be called "rank", and beside the text on PostgreSQL.
func (d Dialect) SearchColumn(column string) string {
	if d == Postgres {
		return column + "__search"
	}
	return "_" + column
}

// tokenizer is what cuts texts into words in SQLite, and takes case and the accents of
// Latin letters from them. Marks belong to a word: without them it would end at each
// vowel of Hindi. SQLite takes what came after its Unicode, of 2012, for letters, which is
// right for letters and wrong for signs: those that people write are told to it.
var tokenizer = func() string {
	var signs strings.Builder
	for _, r := range laterSigns {
		for c := r[0]; c <= r[1]; c++ {
			signs.WriteRune(c)
		}
	}
	return `tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Mn Mc Co' separators '` + signs.String() + `'"`
}()

// laterSigns are the first and last of signs that are no part of a word: those which mark the
// direction, choose how an emoji looks, or are money; then emoji.
var laterSigns = [][2]rune{
	{0x061c, 0x061c},
	{0x2066, 0x2069},
	{0x20ba, 0x20c0},
	{0x23f4, 0x23ff},
	{0xfe00, 0xfe0f},
	{0x1f321, 0x1f32f},
	{0x1f336, 0x1f336},
	{0x1f37d, 0x1f37f},
	{0x1f394, 0x1f39f},
	{0x1f3c5, 0x1f3c5},
	{0x1f3cb, 0x1f3df},
	{0x1f3f1, 0x1f3ff},
	{0x1f43f, 0x1f43f},
	{0x1f441, 0x1f441},
	{0x1f4f8, 0x1f4f8},
	{0x1f4fd, 0x1f4ff},
	{0x1f53e, 0x1f53f},
	{0x1f544, 0x1f54f},
	{0x1f568, 0x1f5fa},
	{0x1f641, 0x1f644},
	{0x1f650, 0x1f67f},
	{0x1f6c6, 0x1f6ff},
	{0x1f7e0, 0x1f7f0},
	{0x1f900, 0x1faff},
}

// SearchTable returns the statement that makes SQLite's index of columns. It keeps words and
// no texts, which the table has.
func SearchTable(table string, columns []string) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = Quote(SQLite.SearchColumn(c))
	}
	return "CREATE VIRTUAL TABLE " + Quote(SearchIndex(table)) + " USING fts5(" + strings.Join(names, ", ") + ", content = '', contentless_delete = 1, " + tokenizer + ")"
}

// Unaccented returns the text e in PostgreSQL as SQLite's index has it: in small letters,
// those of the Latin alphabet without accents. SQLite does so by itself.
func Unaccented(e string) string {
	return `lower(normalize(regexp_replace(normalize(` + e + `, NFD), '([A-Za-z])[\u0300-\u036F]+', '\1', 'g'), NFC) COLLATE "und-x-icu")`
}

// SearchWords returns an expression for the words of the text e, as a column of PostgreSQL
// has them. The parser of that engine knows addresses, paths and numbers with signs; so it
// is given nothing but words.
func SearchWords(e string) string {
	return `to_tsvector('simple'::regconfig, regexp_replace(` + Unaccented(e) + `, '[^[:alnum:]]+', ' ', 'g'))`
}

// FindsTogether tells whether one value that is bound can hold several words, each of which
// must be in one of some columns. PostgreSQL is asked for each word by itself.
func (d Dialect) FindsTogether() bool { return d == SQLite }

// Sought returns how a word of letters, digits and marks is bound for Finds. It is in quotes
// on SQLite, which has words and signs of its own for queries.
func (d Dialect) Sought(word string, prefix bool) string {
	if d == SQLite {
		word = `"` + strings.ReplaceAll(word, `"`, `""`) + `"`
	}
	switch {
	case prefix && d == Postgres:
		return word + ":*"
	case prefix:
		return word + "*"
	}
	return word
}

// SoughtTogether joins what Sought returned, where FindsTogether.
func SoughtTogether(words []string) string { return strings.Join(words, " AND ") }

// Finds returns a condition that holds for a row of table, with that alias and id, where each
// of the words that are bound to placeholder is in one of the columns.
func (d Dialect) Finds(alias, id, table string, columns []string, placeholder string) string {
	if d == Postgres {
		texts := make([]string, len(columns))
		for i, c := range columns {
			texts[i] = alias + "." + Quote(d.SearchColumn(c)) + " @@ to_tsquery('simple'::regconfig, " + Unaccented(placeholder+"::text") + ")"
		}
		if len(texts) == 1 {
			return texts[0]
		}
		return "(" + strings.Join(texts, " OR ") + ")"
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = Quote(d.SearchColumn(c))
	}
	index, among := SearchIndex(table), Literal("{"+strings.Join(names, " ")+"} : (")
	return alias + "." + Quote(id) + ` IN (SELECT "rows"."id" FROM ` + Quote(index) + ` AS "words" CROSS JOIN ` + Quote(SearchRows(table)) +
		` AS "rows" ON "rows"."docid" = "words"."rowid" WHERE "words".` + Quote(index) + " MATCH " + among + " || " + placeholder + " || ')')"
}
