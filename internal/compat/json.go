package compat

import (
	"bytes"
	"encoding/json"
	"errors"
)

var errJSON = errors.New("not JSON")

// fastJSON reads JSON in one pass, where encoding/json takes two and makes a text of each
// key: a document has the same few hundred keys again and again. What it does not read,
// encoding/json is asked about, which says why.
func fastJSON(text []byte) (any, error) {
	p := &jsonParser{text: text, keys: map[string]string{}}
	v, err := p.value(maxDepth)
	if err != nil {
		return nil, err
	}
	if p.space(); p.at < len(p.text) {
		return nil, errJSON
	}
	return v, nil
}

type jsonParser struct {
	text []byte
	at   int
	keys map[string]string // each once
}

func (p *jsonParser) space() {
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

// accept moves over c after blanks, if it is there.
func (p *jsonParser) accept(c byte) bool {
	if p.space(); p.at < len(p.text) && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *jsonParser) value(levels int) (any, error) {
	if p.space(); levels < 0 || p.at == len(p.text) {
		return nil, errJSON
	}
	switch p.text[p.at] {
	case '{':
		return p.object(levels)
	case '[':
		return p.array(levels)
	case '"':
		raw, plain, err := p.quoted()
		if err != nil {
			return nil, err
		}
		if plain {
			return string(raw[1 : len(raw)-1]), nil
		}
		return unquote(raw)
	default:
		return p.word()
	}
}

func (p *jsonParser) object(levels int) (any, error) {
	p.at++
	m := map[string]any{}
	for first := true; ; first = false {
		if first && p.accept('}') {
			return m, nil
		}
		if p.space(); p.at == len(p.text) || p.text[p.at] != '"' {
			return nil, errJSON
		}
		key, err := p.key()
		if err != nil {
			return nil, err
		}
		if !p.accept(':') {
			return nil, errJSON
		}
		if m[key], err = p.value(levels - 1); err != nil {
			return nil, err
		}
		switch {
		case p.accept(','):
		case p.accept('}'):
			return m, nil
		default:
			return nil, errJSON
		}
	}
}

func (p *jsonParser) key() (string, error) {
	raw, plain, err := p.quoted()
	if err != nil {
		return "", err
	}
	if known, ok := p.keys[string(raw)]; ok {
		return known, nil
	}
	key := ""
	if plain {
		key = string(raw[1 : len(raw)-1])
	} else if key, err = unquote(raw); err != nil {
		return "", err
	}
	p.keys[string(raw)] = key
	return key, nil
}

func (p *jsonParser) array(levels int) (any, error) {
	p.at++
	list := []any{}
	for first := true; ; first = false {
		if first && p.accept(']') {
			return list, nil
		}
		v, err := p.value(levels - 1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		switch {
		case p.accept(','):
		case p.accept(']'):
			return list, nil
		default:
			return nil, errJSON
		}
	}
}

// quoted moves over a text and returns it with its quotes. It is plain where it stands as
// it is read: printable ASCII without escapes.
func (p *jsonParser) quoted() (raw []byte, plain bool, err error) {
	from := p.at
	plain = true
	for i := from + 1; i < len(p.text); i++ {
		switch c := p.text[i]; {
		case c == '"':
			p.at = i + 1
			return p.text[from:p.at], plain, nil
		case c == '\\':
			plain = false
			i++
		case c < ' ' || c >= 0x80:
			plain = false
		}
	}
	return nil, false, errJSON
}

func unquote(raw []byte) (s string, err error) {
	err = json.Unmarshal(raw, &s)
	return s, err
}

// word reads a number, true, false or null.
func (p *jsonParser) word() (any, error) {
	end := p.at
	for end < len(p.text) && bytes.IndexByte([]byte(",]} \t\n\r"), p.text[end]) < 0 {
		end++
	}
	word := p.text[p.at:end]
	p.at = end
	switch string(word) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "null":
		return nil, nil
	}
	if len(word) == 0 || !json.Valid(word) { // no text begins here, so a valid word is a number
		return nil, errJSON
	}
	return json.Number(word), nil
}
