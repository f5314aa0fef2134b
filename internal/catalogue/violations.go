package catalogue

// violations are the codes that stand in errors only: what is wrong with one value.
// Some problems are violations too.
var violations = []Entry{
	{Code: "invalid_text", Meaning: "A text has a character that cannot be stored: U+0000, or half of a pair of surrogates.", Mend: "Send Unicode text."},
	{Code: "not_a_choice", Meaning: "The value is none of the words to choose from; detail has them.", Mend: "Send one of the words."},
	{Code: "not_a_timestamp", Meaning: "The value is no moment as RFC 3339 writes it, in the years 1 to 9999.", Mend: `Send it as in "2026-11-01T09:30:00Z".`},
	{Code: "not_an_email", Meaning: "The value has not the form of an address.", Mend: `Send it as in "name@example.com".`},
	{Code: "not_an_id", Meaning: "The value has not the form of an id of this kind; detail shows it.", Mend: "Send an id as the API gave it, prefix and all."},
	{Code: "null", Meaning: "The member is null, and must have a value.", Mend: "Give it a value; in an update, leave it out to keep what is there."},
	{Code: "required", Meaning: "The member is missing and must be there.", Mend: "Send it."},
	{Code: "too_large", Meaning: "The number is larger than it may be; detail has the bound.", Mend: "Send a smaller number."},
	{Code: "too_long", Meaning: "The text has more characters than it may; detail has the bound.", Mend: "Shorten it."},
	{Code: "too_short", Meaning: "The text has fewer characters than it must; detail has the bound.", Mend: "Write more."},
	{Code: "too_small", Meaning: "The number is smaller than it may be; detail has the bound.", Mend: "Send a larger number."},
	{Code: "wrong_type", Meaning: "The value is of another JSON type than the operation takes; detail has both.", Mend: "Send the type that detail names."},
}
