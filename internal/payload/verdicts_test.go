package payload_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// Texts on which the names of JSONTestSuite's verdicts (github.com/nst/JSONTestSuite,
// test_parsing) pass one: 95 that a reader of JSON must accept, y_ there, and 188 that it
// must not, n_ there. The texts are our own, one for each name.
const (
	mustAccept = 95
	mustReject = 188
)

// TestVerdicts: whether a text is JSON is decided as the suite decides it, as a body, as
// a member that is kept, and as one that nobody takes. What JSON has and I-JSON has not (RFC
// 7493: two members of one name, half a surrogate pair) is another question, which
// TestInternetJSON asks.
func TestVerdicts(t *testing.T) {
	if len(accepted) != mustAccept || len(rejected) != mustReject {
		t.Errorf("%d texts to accept and %d to reject, want %d and %d", len(accepted), len(rejected), mustAccept, mustReject)
	}
	seen := map[string]bool{}
	for _, texts := range [][]verdict{accepted, rejected} {
		for _, c := range texts {
			if seen[c.text] {
				t.Errorf("%s: its text stands twice", c.name)
			}
			seen[c.text] = true
		}
	}
	for _, c := range accepted {
		c.hold(t, true)
	}
	for _, c := range rejected {
		c.hold(t, false)
	}
}

type verdict struct{ name, text string }

// hold holds every way through the reader to the verdict.
func (c verdict) hold(t *testing.T, accept bool) {
	t.Helper()
	if std := json.Valid([]byte(c.text)) && utf8.ValidString(c.text); std != accept {
		t.Errorf("%s: encoding/json says %v of %.80q", c.name, std, c.text)
	}
	kept := payload.NewInput([]payload.Slot{{Name: "a", Format: payload.JSON}})
	none := payload.NewInput(nil)
	for _, way := range []struct {
		in   *payload.Input
		body string
	}{
		{none, c.text}, {kept, c.text}, {none, `{"a":` + c.text + `}`}, {kept, `{"a":` + c.text + `}`}, {kept, `{"b":[1,` + c.text + `]}`},
	} {
		_, err := way.in.Parse([]byte(way.body), make([]value.Value, way.in.Len()), make([]bool, way.in.Len()))
		var syntax *payload.SyntaxError
		if (err == nil) != accept || err != nil && !errors.As(err, &syntax) {
			t.Errorf("%s: %.80q is read with %v", c.name, way.body, err)
		}
	}
}

// TestInternetJSON: what JSON has and I-JSON has not is refused, with its place, wherever
// it stands: in a member that is kept, in the depth of a document, and in a name. So are
// bytes after the end, and a name in another case.
func TestInternetJSON(t *testing.T) {
	in := payload.NewInput([]payload.Slot{
		{Name: "text", Format: payload.Text}, {Name: "doc", Format: payload.JSON}, {Name: "tags", Format: payload.List, Item: &payload.Slot{Format: payload.Text}},
	})
	for _, c := range []struct{ body, pointer, code string }{
		{`{"text":"a","text":"a"}`, "/text", payload.CodeDuplicateKey},
		{`{"text":"a","t\u0065xt":"b"}`, "/text", payload.CodeDuplicateKey},
		{`{"doc":{"a":1,"a":1}}`, "/doc", payload.CodeDuplicateKey},
		{`{"doc":[{"a":{"b":1,"\u0062":2}}]}`, "/doc", payload.CodeDuplicateKey},
		{`{"text":"\ud83c"}`, "/text", payload.CodeInvalidText},
		{`{"text":"\udf32"}`, "/text", payload.CodeInvalidText},
		{`{"text":"\udf32\ud83c"}`, "/text", payload.CodeInvalidText},
		{`{"tags":["\ud83c"]}`, "/tags", payload.CodeInvalidText},
		{`{"doc":["\ud83c"]}`, "/doc", payload.CodeInvalidText},
		{`{"doc":{"\udf32":1}}`, "/doc", payload.CodeInvalidText},
		{`{"\ud83c":1}`, "", payload.CodeInvalidText},
		{`{"Text":"a"}`, "/Text", payload.CodeUnknownKey},
		{`{"TEXT":"a"}`, "/TEXT", payload.CodeUnknownKey},
		{`{"text ":"a"}`, "/text ", payload.CodeUnknownKey},
	} {
		violations, err := in.Parse([]byte(c.body), make([]value.Value, in.Len()), make([]bool, in.Len()))
		if err != nil || len(violations) != 1 || !strings.HasPrefix(violations[0].Pointer, c.pointer) || violations[0].Code != c.code {
			t.Errorf("%s: %+v, %v; want %s at %q", c.body, violations, err, c.code, c.pointer)
		}
	}
	for _, trailing := range []string{"x", "{}", "\x00", ",", "\xef\xbb\xbf", "//", "]", "}", "null", "\f"} {
		_, err := in.Parse([]byte(`{"text":"a"}`+trailing), make([]value.Value, in.Len()), make([]bool, in.Len()))
		var syntax *payload.SyntaxError
		if !errors.As(err, &syntax) || syntax.Offset != len(`{"text":"a"}`) {
			t.Errorf("%q after the end: %v", trailing, err)
		}
	}
}

var accepted = []verdict{
	{"array_arraysWithSpaces", `[[ ]  ,[ ]]`},
	{"array_empty-string", `["",""]`},
	{"array_empty", `[ ]`},
	{"array_ending_with_newline", "[\"x\"]\n"},
	{"array_false", `[false,false]`},
	{"array_heterogeneous", `[0,"n",null,{"k":[]},true]`},
	{"array_null", `[null,null]`},
	{"array_with_1_and_newline", "[7\n]"},
	{"array_with_leading_space", ` [7]`},
	{"array_with_several_null", `[null,null,3,null]`},
	{"array_with_trailing_space", `[7] `},
	{"number_0e+1", `[0e+7]`},
	{"number_0e1", `[0e7]`},
	{"number_after_space", `[ 7]`},
	{"number_double_close_to_zero", `[-0.00000000000000000000000000000000000000000000000000000000000000000000000007]`},
	{"number_int_with_exp", `[70e2]`},
	{"number_minus_zero", `[-0,1]`},
	{"number_negative_int", `[-708]`},
	{"number_negative_one", `[-1,-1]`},
	{"number_negative_zero", `[1,-0]`},
	{"number_real_capital_e_neg_exp", `[7E-3]`},
	{"number_real_capital_e_pos_exp", `[7E+3]`},
	{"number_real_capital_e", `[7E23]`},
	{"number_real_exponent", `[78e46]`},
	{"number_real_fraction_exponent", `[78.09e12]`},
	{"number_real_neg_exp", `[7e-3]`},
	{"number_real_pos_exponent", `[7e+3]`},
	{"number_simple_int", `[708]`},
	{"number_simple_real", `[70.8091]`},
	{"number", `[708e54]`},
	{"object_basic", `{"post":"oak"}`},
	{"object_duplicated_key_and_value", `{"step":"x","step":"x"}`},
	{"object_duplicated_key", `{"step":"x","step":"y"}`},
	{"object_empty_key", `{"":[]}`},
	{"object_empty", `{ }`},
	{"object_escaped_null_in_key", `{"st\u0000ep":7}`},
	{"object_extreme_numbers", `{"low":-7.5e+27,"high":7.5e+27}`},
	{"object_long_strings", `{"of":[{"id":"0123456789012345678901234567890123456789"}],"id":"0123456789012345678901234567890123456789"}`},
	{"object_simple", `{"steps":[]}`},
	{"object_string_unicode", `{"word":"\u0441\u0442\u0443\u043f\u0435\u043d\u044c"}`},
	{"object_with_newlines", "{\n\"post\"\n:\n\"oak\"\n}"},
	{"object", `{"post":"oak", "rail":"ash"}`},
	{"string_1_2_3_bytes_UTF-8_sequences", `["\u0041\u0171\u20AC"]`},
	{"string_accepted_surrogate_pair", `["\uD83C\udf32"]`},
	{"string_accepted_surrogate_pairs", `["\ud83c\udf32\ud83c\udf33"]`},
	{"string_allowed_escapes", `["\t\r\n\f\b\/\\\""]`},
	{"string_backslash_and_u_escaped_zero", `["\\u0041"]`},
	{"string_backslash_doublequotes", `["\"\""]`},
	{"string_comments", `["/* no */ // note"]`},
	{"string_double_escape_a", `["\\x"]`},
	{"string_double_escape_n", `["\\t"]`},
	{"string_escaped_control_character", `["\u0007"]`},
	{"string_escaped_noncharacter", `["\uFFFE\uFFFF"]`},
	{"string_in_array_with_leading_space", `[ "oak"]`},
	{"string_in_array", `["oak"]`},
	{"string_last_surrogates_1_and_2", `["x\uDBFF\uDFFF"]`},
	{"string_nbsp_uescaped", `["oak\u00A0post"]`},
	{"string_nonCharacterInUTF-8_U+10FFFF", "[\"x\xf4\x8f\xbf\xbf\"]"},
	{"string_nonCharacterInUTF-8_U+FFFF", "[\"x\xef\xbf\xbf\"]"},
	{"string_null_escape", `["x\u0000"]`},
	{"string_one-byte-utf-8", `["\u0041"]`},
	{"string_pi", "[\"\xcf\x80r\xc2\xb2\"]"},
	{"string_reservedCharacterInUTF-8_U+1BFFF", "[\"x\xf0\x9b\xbf\xbf\"]"},
	{"string_simple_ascii", `["oak post"]`},
	{"string_space", `["", " "]`},
	{"string_surrogates_U+1D11E_MUSICAL_SYMBOL_G_CLEF", `["x\uD834\uDD1E"]`},
	{"string_three-byte-utf-8", `["\u20ac"]`},
	{"string_two-byte-utf-8", `["\u00e9"]`},
	{"string_u+2028_line_sep", "[\"x\xe2\x80\xa8\"]"},
	{"string_u+2029_par_sep", "[\"x\xe2\x80\xa9\"]"},
	{"string_uEscape", `["\u0061\u4e2d\u6587"]`},
	{"string_uescaped_newline", `["oak\u000Apost"]`},
	{"string_unescaped_char_delete", "[\"\x7f\x7f\"]"},
	{"string_unicode_2", "[\"\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\"]"},
	{"string_unicodeEscapedBackslash", `["\u005C\u005c"]`},
	{"string_unicode_escaped_double_quote", `["\u0022x\u0022"]`},
	{"string_unicode_U+10FFFE_nonchar", `["x\uDBFF\uDFFE"]`},
	{"string_unicode_U+1FFFE_nonchar", `["x\uD83F\uDFFE"]`},
	{"string_unicode_U+200B_ZERO_WIDTH_SPACE", `["x\u200B"]`},
	{"string_unicode_U+2064_invisible_plus", `["x\u2064"]`},
	{"string_unicode_U+FDD0_nonchar", `["x\uFDD0"]`},
	{"string_unicode_U+FFFE_nonchar", `["x\uFFFE"]`},
	{"string_unicode", `["\uA6A0"]`},
	{"string_utf8", "[\"\xe2\x82\xac\xf0\x9f\x8c\xb2\"]"},
	{"string_with_del_character", "[\"x\x7fx\"]"},
	{"structure_lonely_false", ` false`},
	{"structure_lonely_int", `708`},
	{"structure_lonely_negative_real", `-7.08`},
	{"structure_lonely_null", ` null`},
	{"structure_lonely_string", `"oak"`},
	{"structure_lonely_true", ` true`},
	{"structure_string_empty", ` ""`},
	{"structure_trailing_newline", "[\"oak\"]\r\n"},
	{"structure_true_in_array", `[true,true]`},
	{"structure_whitespace_array", " \t[]\n "},
}

var rejected = []verdict{
	{"array_1_true_without_comma", `[7 false]`},
	{"array_a_invalid_utf8", "[x\xe5]"},
	{"array_colon_instead_of_comma", `["x": 7]`},
	{"array_comma_after_close", `["x"],`},
	{"array_comma_and_number", `[,7]`},
	{"array_double_comma", `[7,,8]`},
	{"array_double_extra_comma", `["oak",,]`},
	{"array_extra_close", `["oak"]]`},
	{"array_extra_comma", `["oak",]`},
	{"array_incomplete_invalid_value", `[y`},
	{"array_incomplete", `["oak"`},
	{"array_inner_array_no_comma", `[7[8]]`},
	{"array_invalid_utf8", "[\xfe]"},
	{"array_items_separated_by_semicolon", `[7;8]`},
	{"array_just_comma", `[ , ]`},
	{"array_just_minus", `[ - ]`},
	{"array_missing_value", `[  , 7]`},
	{"array_newlines_unclosed", "[\"x\"\n,7\n,"},
	{"array_number_and_comma", `[7,]`},
	{"array_number_and_several_commas", `[7,,,]`},
	{"array_spaces_vertical_tab_formfeed", "[\"\x0bx\"\x0c]"},
	{"array_star_inside", `[ * ]`},
	{"array_unclosed_trailing_comma", `[7,`},
	{"array_unclosed_with_new_lines", "[7\n,\n8"},
	{"array_unclosed_with_object_inside", `[{}, {}`},
	{"array_unclosed", `["x", ""`},
	{"incomplete_false", `[fal]`},
	{"incomplete_null", `[nu]`},
	{"incomplete_true", `[tr]`},
	{"multidigit_number_then_00", "708\x00"},
	{"number_++", `[++7]`},
	{"number_+1", `[+7]`},
	{"number_+Inf", `[+Infinity]`},
	{"number_-01", `[-07]`},
	{"number_-1.0.", `[-7.0.]`},
	{"number_-2.", `[-7.]`},
	{"number_-NaN", `[-NaN, 1]`},
	{"number_.-1", `[.-7]`},
	{"number_.2e-3", `[.7e-2]`},
	{"number_0.1.2", `[0.7.8]`},
	{"number_0.3e+", `[0.7e+]`},
	{"number_0.3e", `[0.7e]`},
	{"number_0.e1", `[0.e7]`},
	{"number_0_capital_E+", `[7E+]`},
	{"number_0_capital_E", `[7E]`},
	{"number_0e+", `[0e+,1]`},
	{"number_0e", `[0e,1]`},
	{"number_1.0e+", `[7.0e+]`},
	{"number_1.0e-", `[7.0e-]`},
	{"number_1.0e", `[7.0e]`},
	{"number_1_000", `[7 000]`},
	{"number_1eE2", `[7eE3]`},
	{"number_2.e+3", `[7.e+2]`},
	{"number_2.e-3", `[7.e-2]`},
	{"number_2.e3", `[7.e2]`},
	{"number_9.e+", `[7.e+]`},
	{"number_expression", `[7-8]`},
	{"number_hex_1_digit", `[0x7]`},
	{"number_hex_2_digits", `[0x7F]`},
	{"number_infinity", `[Infinity, 1]`},
	{"number_Inf", `[Inf, 1]`},
	{"number_invalid+-", `[0e-+7]`},
	{"number_invalid-negative-real", `[-7.08oak]`},
	{"number_invalid-utf-8-in-bigger-int", "[708\xe5]"},
	{"number_invalid-utf-8-in-exponent", "[7e8\xe5]"},
	{"number_invalid-utf-8-in-int", "[7\xe5]\n"},
	{"number_minus_infinity", `[-Infinity, 1]`},
	{"number_minus_sign_with_trailing_garbage", `[-oak]`},
	{"number_minus_space_1", `[- 7]`},
	{"number_NaN", `[NaN, 1]`},
	{"number_neg_int_starting_with_zero", `[-078]`},
	{"number_neg_real_without_int_part", `[-.78]`},
	{"number_neg_with_garbage_at_end", `[-7y]`},
	{"number_real_garbage_after_e", `[7ey]`},
	{"number_real_with_invalid_utf8_after_e", "[7e\xe5]"},
	{"number_real_without_fractional_part", `[7.]`},
	{"number_starting_with_dot", `[.78]`},
	{"number_U+FF11_fullwidth_digit_one", "[\xef\xbc\x97]"},
	{"number_with_alpha_char", `[7.08O-9]`},
	{"number_with_alpha", `[7.0y-8]`},
	{"number_with_leading_zero", `[078]`},
	{"object_bad_value", `["oak", truly]`},
	{"object_bracket_key", `{[: 7}`},
	{"object_comma_instead_of_colon", `{"oak", 7}`},
	{"object_double_colon", `{"oak"::7}`},
	{"object_emoji", "{\xf0\x9f\x8c\xb2}"},
	{"object_garbage_at_end", `{"oak":"x" 7}`},
	{"object_key_with_single_quotes", `{oak: 'x'}`},
	{"object_lone_continuation_byte_in_key_and_trailing_comma", "{\"\xb9\":7,}"},
	{"object_missing_colon", `{"oak" x}`},
	{"object_missing_key", `{:"oak"}`},
	{"object_missing_semicolon", `{"oak" "x"}`},
	{"object_missing_value", `{"oak":`},
	{"object_no-colon", `{"oak"`},
	{"object_non_string_key_but_huge_number_instead", `{7777E7777:7}`},
	{"object_non_string_key", `{7:7}`},
	{"object_repeated_null_null", `{null:7,null:7}`},
	{"object_several_trailing_commas", `{"oak":7,,,,}`},
	{"object_single_quote", `{'oak':7}`},
	{"object_trailing_comma", `{"oak":7,}`},
	{"object_trailing_comment", `{"oak":7}/* */`},
	{"object_trailing_comment_open", `{"oak":7}/* *//`},
	{"object_trailing_comment_slash_open", `{"oak":7}// `},
	{"object_trailing_comment_slash_open_incomplete", `{"oak":7}/`},
	{"object_two_commas_in_a_row", `{"oak":7,,"ash":8}`},
	{"object_unquoted_key", `{oak: 7}`},
	{"object_unterminated-value", `{"oak":"x`},
	{"object_with_single_string", `{"oak":7,"ash"}`},
	{"object_with_trailing_garbage", `{"oak":7}%`},
	{"single_space", `  `},
	{"string_1_surrogate_then_escape_u1", `["\uD83C\u7"]`},
	{"string_1_surrogate_then_escape_u1x", `["\uD83C\u7y"]`},
	{"string_1_surrogate_then_escape_u", `["\uD83C\u"]`},
	{"string_1_surrogate_then_escape", `["\uD83C\"]`},
	{"string_accentuated_char_no_quotes", "[\xc3\xa8]"},
	{"string_backslash_00", "[\"\\\x00\"]"},
	{"string_escape_x", `["\x41"]`},
	{"string_escaped_backslash_bad", `["\\\"]`},
	{"string_escaped_ctrl_char_tab", "[\"\\\t\"]"},
	{"string_escaped_emoji", "[\"\\\xf0\x9f\x8c\xb2\"]"},
	{"string_incomplete_escape", `["\"]`},
	{"string_incomplete_escaped_character", `["\u004"]`},
	{"string_incomplete_surrogate_escape_invalid", `["\uD83C\uD83C\y"]`},
	{"string_incomplete_surrogate", `["\uD83C\uDf3"]`},
	{"string_invalid-utf-8-in-escape", "[\"\\u00\xe5\"]"},
	{"string_invalid_backslash_esc", `["\y"]`},
	{"string_invalid_unicode_escape", `["\uxyzw"]`},
	{"string_invalid_utf8_after_escape", "[\"\\\xe5\"]"},
	{"string_leading_uescaped_thinspace", `[\u2009"oak"]`},
	{"string_no_quotes_with_bad_escape", `[\t]`},
	{"string_single_doublequote", ` "`},
	{"string_single_quote", `['oak']`},
	{"string_single_string_no_double_quotes", `oak`},
	{"string_start_escape_unclosed", `["\`},
	{"string_unescaped_ctrl_char", "[\"x\x00x\"]"},
	{"string_unescaped_newline", "[\"oak\npost\"]"},
	{"string_unescaped_tab", "[\"x\tx\"]"},
	{"string_unicode_CapitalU", `["\U00E9"]`},
	{"string_with_trailing_garbage", `"oak"y`},
	{"structure_100000_opening_arrays", strings.Repeat(`[`, 100000)},
	{"structure_angle_bracket_.", `<oak>`},
	{"structure_angle_bracket_null", `[<7>]`},
	{"structure_array_trailing_garbage", `[7]y`},
	{"structure_array_with_extra_array_close", `[7]]`},
	{"structure_array_with_unclosed_string", `["oak]`},
	{"structure_ascii-unicode-identifier", "y\xc3\xa8"},
	{"structure_capitalized_True", `[True, 7]`},
	{"structure_close_unopened_array", `7]`},
	{"structure_comma_instead_of_closing_brace", `{"oak": 7,`},
	{"structure_double_array", `[7][8]`},
	{"structure_end_array", ` ]`},
	{"structure_incomplete_UTF8_BOM", "\xef\xbb{}"},
	{"structure_lone-invalid-utf-8", "\xe5"},
	{"structure_lone-open-bracket", ` [`},
	{"structure_no_data", ""},
	{"structure_null-byte-outside-string", "[7\x00]"},
	{"structure_number_with_trailing_garbage", `7$`},
	{"structure_object_followed_by_closing_object", `{"oak":7}}`},
	{"structure_object_unclosed_no_value", `{"":`},
	{"structure_object_with_comment", `{"oak":/* */7}`},
	{"structure_object_with_trailing_garbage", `{"oak": 7} "x"`},
	{"structure_open_array_apostrophe", `[ '`},
	{"structure_open_array_comma", `[ ,`},
	{"structure_open_array_object", strings.Repeat(`[{"":`, 50000)},
	{"structure_open_array_open_object", `[ {`},
	{"structure_open_array_open_string", `["y`},
	{"structure_open_array_string", `["y"`},
	{"structure_open_object_close_array", `{ ]`},
	{"structure_open_object_comma", `{ ,`},
	{"structure_open_object_open_array", `{ [`},
	{"structure_open_object_open_string", `{"y`},
	{"structure_open_object_string_with_apostrophes", `{'y'`},
	{"structure_open_object", `{ `},
	{"structure_open_open", `["\{["\{["\{`},
	{"structure_single_eacute", "\xe8"},
	{"structure_single_star", ` *`},
	{"structure_trailing_#", `{"oak":7}#[]`},
	{"structure_U+2060_word_joined", "[\xe2\x81\xa07]"},
	{"structure_uescaped_LF_before_string", `[\u000A7]`},
	{"structure_unclosed_array_partial_null", `[ 7, nu`},
	{"structure_unclosed_array_unfinished_false", `[ 7, fal`},
	{"structure_unclosed_array_unfinished_true", `[ 7, tr`},
	{"structure_unclosed_array", `[78`},
	{"structure_unclosed_object", `{"oak":7`},
	{"structure_unicode-identifier", "\xc3\xa8"},
	{"structure_UTF8_BOM_no_data", "\xef\xbb\xbf"},
	{"structure_whitespace_formfeed", "[7\x0c]"},
	{"structure_whitespace_U+2060_word_joiner", "[7\xe2\x81\xa0]"},
}
