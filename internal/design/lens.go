package design

import "github.com/newel-api/newel/internal/value"

// LensOp is what a node of a lens does with the values of its kids.
type LensOp uint8

// The kinds. An absent value makes the whole absent, but for LensHas, LensAnd, LensOr and
// the side that LensChoose does not take.
const (
	LensLiteral   LensOp = iota // Literal
	LensMember                  // the value of member Number of the document
	LensAnd                     // of truths
	LensOr                      //
	LensNot                     //
	LensHas                     // is there a value?
	LensEqual                   // of two values of one type
	LensLess                    //
	LensAtMost                  //
	LensStarts                  // of texts
	LensEnds                    //
	LensContains                //
	LensChoose                  // a ? b : c
	LensJoin                    // of texts
	LensAdd                     // of integers; absent where 64 bits do not hold the result
	LensSubtract                //
	LensMultiply                //
	LensDivide                  // towards zero
	LensSubstring               // of a text, from a character on, or from one up to another
	LensIndex                   // which character of a text another begins at; -1 for none
	LensReplace                 // all of one text in another by a third
	LensLower                   // of the letters of ASCII
	LensUpper                   //
	LensTrim                    // without the white space around it
	LensInt                     // the integer that a text writes
	LensString                  // the text of an integer or a truth
)

// LensNode is a part of a lens: a pure expression over the members of one document, each of
// which is a text, an integer or a truth.
type LensNode struct {
	Op      LensOp
	Kids    []*LensNode
	Literal value.Value
	Number  int
	Type    Type // TypeText, TypeInteger or TypeBoolean
}

// LensType returns what values of f are to a lens: TypeNone for those that it cannot see.
func LensType(f *Field) Type {
	switch f.Type {
	case TypeText, TypeEmail, TypeURL, TypeSlug, TypeEnum, TypeState, TypeDate, TypeTimestamp, TypeUUID, TypeDecimal:
		return TypeText
	case TypeInteger:
		return TypeInteger
	case TypeBoolean:
		return TypeBoolean
	case TypeNone, TypeID, TypeRef, TypeNumber, TypeJSON, TypeList, TypeSecret:
	}
	return TypeNone
}
