package mocosim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// object is one JSON object whose keys stand in the order of the wire and whose values stay as they came,
// so that 130.0 is not turned into 130 on the way through.
type object struct {
	keys []string
	vals map[string]json.RawMessage
	id   int64 // that of a kept object, read once; 0: look it up
}

var errNotObject = errors.New("not a JSON object")

// parseObject reads one JSON object. A key that comes twice keeps its first place and its last value.
func parseObject(raw []byte) (*object, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, errNotObject
	}
	o := &object{vals: map[string]json.RawMessage{}}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, fmt.Errorf("reading a key: %w", err)
		}
		var val json.RawMessage
		if err := dec.Decode(&val); err != nil {
			return nil, fmt.Errorf("reading %v: %w", key, err)
		}
		o.set(key.(string), compact(val))
	}
	if _, err := dec.Token(); err != nil {
		return nil, errNotObject
	}
	return o, nil
}

func compact(raw json.RawMessage) json.RawMessage {
	var b bytes.Buffer
	if err := json.Compact(&b, raw); err != nil {
		return raw
	}
	return b.Bytes()
}

// newObject builds an object from key, value, key, value. A json.RawMessage is taken as it is.
func newObject(pairs ...any) *object {
	o := &object{vals: map[string]json.RawMessage{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		o.put(pairs[i].(string), pairs[i+1])
	}
	return o
}

// wire writes a value as MOCO does: without escaping <, > and &.
func wire(v any) json.RawMessage {
	switch v := v.(type) {
	case json.RawMessage:
		return v
	case *object:
		return v.encode()
	case []*object:
		return encodeList(v)
	case string:
		if plain(v) { // most are, and a story has a hundred thousand of them
			return json.RawMessage(`"` + v + `"`)
		}
	case int64:
		return strconv.AppendInt(nil, v, 10)
	case cents:
		return json.RawMessage(v.String())
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return json.RawMessage("null")
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// plain texts need no escape in JSON.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

func (o *object) set(key string, val json.RawMessage) {
	if key == "id" {
		o.id = 0
	}
	if _, known := o.vals[key]; !known {
		o.keys = append(o.keys, key)
	}
	o.vals[key] = val
}

func (o *object) put(key string, v any) { o.set(key, wire(v)) }

func (o *object) has(key string) bool { _, ok := o.vals[key]; return ok }

func (o *object) isNull(key string) bool {
	v, ok := o.vals[key]
	return !ok || string(v) == "null"
}

// text is the string at key; a number gives its digits; null, absent and anything else give "".
func (o *object) text(key string) string {
	v := o.vals[key]
	if len(v) == 0 || string(v) == "null" {
		return ""
	}
	if v[0] != '"' {
		return string(v)
	}
	if inner := string(v[1 : len(v)-1]); plain(inner) { // most are: no escape, nothing to decode
		return inner
	}
	var s string
	if json.Unmarshal(v, &s) != nil {
		return ""
	}
	return s
}

// number is the whole number at key, also when it comes as a string; 0 if there is none.
func (o *object) number(key string) int64 {
	n, err := strconv.ParseInt(o.text(key), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// is says that the value at key is a text, and this one. The text needs no escape.
func (o *object) is(key, text string) bool {
	v := o.vals[key]
	return len(v) == len(text)+2 && v[0] == '"' && string(v[1:len(v)-1]) == text
}

func (o *object) flag(key string) bool { return string(o.vals[key]) == "true" }

func (o *object) list(key string) []string {
	var l []string
	if json.Unmarshal(o.vals[key], &l) != nil {
		return nil
	}
	return l
}

// sub is the object at key, an empty one if there is none.
func (o *object) sub(key string) *object {
	if o == nil {
		return newObject()
	}
	s, err := parseObject(o.vals[key])
	if err != nil {
		return newObject()
	}
	return s
}

// objects is the list of objects at key, an empty one if there is none.
func (o *object) objects(key string) []*object {
	list, err := parseList(o.vals[key])
	if err != nil {
		return []*object{}
	}
	return list
}

func (o *object) clone() *object {
	c := &object{keys: append([]string(nil), o.keys...), vals: make(map[string]json.RawMessage, len(o.vals)), id: o.id}
	for k, v := range o.vals {
		c.vals[k] = v
	}
	return c
}

// without is a copy that lacks keys.
func (o *object) without(keys ...string) *object {
	drop := map[string]bool{}
	for _, k := range keys {
		drop[k] = true
	}
	c := newObject()
	for _, k := range o.keys {
		if !drop[k] {
			c.set(k, o.vals[k])
		}
	}
	return c
}

// pick is a copy that has only keys, in their order, as far as they exist.
func (o *object) pick(keys ...string) *object {
	c := newObject()
	for _, k := range keys {
		if v, ok := o.vals[k]; ok {
			c.set(k, v)
		}
	}
	return c
}

func (o *object) encode() []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, k := range o.keys {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(wire(k))
		b.WriteByte(':')
		b.Write(o.vals[k])
	}
	b.WriteByte('}')
	return b.Bytes()
}

func encodeList(rows []*object) []byte {
	var b bytes.Buffer
	b.WriteByte('[')
	for i, o := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(o.encode())
	}
	b.WriteByte(']')
	return b.Bytes()
}

// parseList reads a JSON array of objects.
func parseList(raw []byte) ([]*object, error) {
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		return nil, err
	}
	list := make([]*object, 0, len(items))
	for _, item := range items {
		o, err := parseObject(item)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}
