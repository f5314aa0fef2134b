package catalogue

// violations are the codes that stand in errors only: what is wrong with one value.
// Some problems are violations too.
var violations = []Entry{
	{Code: "invalid_text", Meaning: "A text has a character that cannot be stored: U+0000, or half of a pair of surrogates.", Mend: "Send Unicode text."},
	{Code: "no_match", Meaning: "The text does not match the pattern that detail shows; all of it must.", Mend: "Send text of that form."},
	{Code: "no_place", Meaning: "The pointer of a patch is not written as one, or leads to nothing in the row as you may read it.", Mend: "Read the row; a member that is not there is added, and not replaced."},
	{Code: "not_a_choice", Meaning: "The value is none of the words to choose from; detail has them.", Mend: "Send one of the words."},
	{Code: "not_a_date", Meaning: "The value is no day of the years 1 to 9999.", Mend: `Send it as in "2026-11-25".`},
	{Code: "not_a_decimal", Meaning: "The value is no exact number.", Mend: `Send digits with a point at most, in quotes, as in "12.50".`},
	{Code: "not_a_slug", Meaning: "The value is no slug: small letters, digits and single hyphens, at most 80.", Mend: `Send it as in "my-first-post", or leave it out: the API makes one.`},
	{Code: "not_a_timestamp", Meaning: "The value is no moment as RFC 3339 writes it, in the years 1 to 9999.", Mend: `Send it as in "2026-11-01T09:30:00Z".`},
	{Code: "not_a_url", Meaning: "The value is no absolute address of http or https, or is longer than 2048 characters.", Mend: `Send it as in "https://example.com/path".`},
	{Code: "not_a_uuid", Meaning: "The value has not the form of a UUID.", Mend: `Send it as in "6f1c8f2e-4d9b-4c55-9a1e-0c8d5b7a2f10".`},
	{Code: "not_an_email", Meaning: "The value has not the form of an address.", Mend: `Send it as in "name@example.com".`},
	{Code: "not_an_id", Meaning: "The value has not the form of an id of this kind; detail shows it.", Mend: "Send an id as the API gave it, prefix and all."},
	{Code: "not_convertible", Meaning: "A value of an older version of the API has none that it could be today; it was right in that version.", Mend: "Send a value that today's version has too, or change to that version."},
	{Code: "not_json", Meaning: "The parameter is no JSON value.", Mend: "Send JSON, encoded as parameters are."},
	{Code: "not_updatable", Meaning: "The patch changes a member that the operation does not change.", Mend: "Leave it as it is; a test may name it."},
	{Code: "null", Meaning: "The member is null, and must have a value.", Mend: "Give it a value; in an update, leave it out to keep what is there."},
	{Code: "required", Meaning: "The member is missing and must be there.", Mend: "Send it."},
	{Code: "test_failed", Meaning: "A test of the patch names a value that the row does not have, or that you may not read.", Mend: "Read the row again and decide anew."},
	{Code: "too_early", Meaning: "The day or the moment is before the first that may be; detail has that.", Mend: "Send a later one."},
	{Code: "too_few_items", Meaning: "The list has fewer items than it must have.", Mend: "Send more; detail has how many."},
	{Code: "too_large", Meaning: "The number is larger than it may be; detail has the bound.", Mend: "Send a smaller number."},
	{Code: "too_late", Meaning: "The day or the moment is after the last that may be; detail has that.", Mend: "Send an earlier one."},
	{Code: "too_long", Meaning: "The text has more characters than it may; detail has the bound.", Mend: "Shorten it."},
	{Code: "too_many_items", Meaning: "The list has more items than it may have.", Mend: "Send fewer; detail has how many."},
	{Code: "too_many_places", Meaning: "The number has more digits after the point than are kept; detail says how many there may be.", Mend: "Round it yourself: nothing is rounded unasked."},
	{Code: "too_short", Meaning: "The text has fewer characters than it must; detail has the bound.", Mend: "Write more."},
	{Code: "too_small", Meaning: "The number is smaller than it may be; detail has the bound.", Mend: "Send a larger number."},
	{Code: "wrong_type", Meaning: "The value is of another JSON type than the operation takes; detail has both.", Mend: "Send the type that detail names."},
}
