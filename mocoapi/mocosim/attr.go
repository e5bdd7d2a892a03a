package mocosim

import (
	"encoding/json"
	"slices"
	"strings"
)

// attr is one value of a resource: how it is named, read from a request, kept and shown.
type attr struct {
	name     string
	write    []string // its names in requests; none: no request sets it
	required bool     // a creation without it is refused, and it can't be emptied
	fixed    bool     // only a creation sets it
	only     func(o *object) bool

	unset any                            // what it is without a value
	start func(c *call, o *object) any   // what it is in a new object, instead of unset
	show  func(st *store, o *object) any // what is answered instead of the value kept
	fold  func(*object) *object          // how a reference shows the object that it names
	merge func(o *object, v any) any     // joins a new value with the one that is there
	read  func(c *call, raw json.RawMessage) (v any, wrong string)
	blank bool // an empty text is a value, not none
}

// need makes the value a required one.
func (a attr) need() attr { a.required = true; return a }

// once lets only a creation set the value.
func (a attr) once() attr { a.fixed = true; return a }

// shut lets no request set the value.
func (a attr) shut() attr { a.write = nil; return a }

// as names the value in requests; the first name that a request has counts.
func (a attr) as(names ...string) attr { a.write = names; return a }

// or is what the value is when it is not set.
func (a attr) or(v any) attr { a.unset = v; return a }

// from is what the value is in a new object when the request does not say.
func (a attr) from(f func(c *call, o *object) any) attr { a.start = f; return a }

// when has the value in some objects only. What the condition reads must stand before it.
func (a attr) when(f func(o *object) bool) attr { a.only = f; return a }

// shows answers with something else than what is kept.
func (a attr) shows(f func(st *store, o *object) any) attr { a.show = f; return a }

// The kinds of values. Without more ado they are written under their own name and null when not set.

// text is any text; a number is taken as its digits.
func text(name string) attr {
	return attr{name: name, write: []string{name}, read: readText, blank: true}
}

// integer is a whole number.
func integer(name string) attr { return attr{name: name, write: []string{name}, read: readInteger} }

// decimal is a number with two places, shown with a fraction.
func decimal(name string) attr { return attr{name: name, write: []string{name}, read: readDecimal} }

// date is a day.
func date(name string) attr { return attr{name: name, write: []string{name}, read: readDate} }

// yesNo is true or false, and false when not set.
func yesNo(name string) attr {
	return attr{name: name, write: []string{name}, read: readYesNo, unset: false}
}

// oneOfThese is one of some words.
func oneOfThese(name string, words ...string) attr {
	return attr{name: name, write: []string{name}, read: func(c *call, raw json.RawMessage) (any, string) {
		v, wrong := readText(c, raw)
		if wrong == "" && !slices.Contains(words, v.(string)) {
			return nil, notValid
		}
		return v, wrong
	}}
}

// texts is a list of texts.
func texts(name string) attr {
	return attr{name: name, write: []string{name}, read: readTexts, unset: []string{}}
}

// numbers is a list of whole numbers.
func numbers(name string) attr {
	return attr{name: name, write: []string{name}, read: readIntegers, unset: []int64{}}
}

// fixed is what the simulator sets and nobody writes.
func fixed(name string, v any) attr { return attr{name: name, unset: v} }

// own is a value with a reader of its own.
func own(name string, unset any, read func(c *call, raw json.RawMessage) (any, string)) attr {
	return attr{name: name, write: []string{name}, unset: unset, read: read}
}

// idAttr stands first in each resource.
func idAttr() attr { return fixed("id", 0) }

// stamps are created_at and updated_at.
func stamps() []attr {
	now := func(c *call, _ *object) any { return stamp(c.now) }
	return []attr{fixed("created_at", nil).from(now), fixed("updated_at", nil).from(now)}
}

// table puts the attrs of a resource together: the id, its own ones, the time stamps.
func table(attrs ...attr) []attr {
	return slices.Concat([]attr{idAttr()}, attrs, stamps())
}

const (
	notValid  = "ist kein gültiger Wert"
	notNumber = "ist keine Zahl"
	notDate   = "ist kein gültiges Datum"
)

// given is what the request says about the value.
func (a *attr) given(body *object) (json.RawMessage, bool) {
	for _, name := range a.write {
		if raw, has := body.vals[name]; has {
			return raw, true
		}
	}
	return nil, false
}

// take fills a new object.
func take(c *call, attrs []attr, body, o, bad *object) {
	for i := range attrs {
		a := &attrs[i]
		if a.only != nil && !a.only(o) {
			continue
		}
		start := a.unset
		if a.start != nil {
			start = a.start(c, o)
		}
		o.put(a.name, start)
		if raw, has := a.given(body); has {
			a.set(c, raw, o, bad)
		} else if a.required && o.isBlank(a.name) {
			complain(bad, a.name, blank)
		}
	}
}

// change fills what the request names.
func change(c *call, attrs []attr, body, o, bad *object) {
	for i := range attrs {
		a := &attrs[i]
		if raw, has := a.given(body); has && !a.fixed && (a.only == nil || a.only(o)) {
			a.set(c, raw, o, bad)
		}
	}
}

func (a *attr) set(c *call, raw json.RawMessage, o, bad *object) {
	s := strings.TrimSpace(string(raw))
	none := s == "null" || s == `""` && !a.blank
	switch {
	case a.required && (none || s == `""`):
		complain(bad, a.name, blank)
		return
	case none:
		o.put(a.name, a.unset)
		return
	}
	v, wrong := a.read(c, raw)
	if wrong != "" {
		complain(bad, a.name, wrong)
		return
	}
	if a.merge != nil {
		v = a.merge(o, v)
	}
	o.put(a.name, v)
}

// isBlank says that there is nothing at key: no key, null, an empty text, list or object.
func (o *object) isBlank(key string) bool {
	v := string(o.vals[key])
	return o.isNull(key) || v == `""` || v == "[]" || v == "{}"
}
