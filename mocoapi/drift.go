package mocoapi

import (
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/mocowork/mocowork/billing"
)

// Drift is something that MOCO sent and this package does not know: it has
// grown since the types were written. Nothing is lost by it, see Extra.
type Drift struct {
	Noun string     // the kind of object, such as "deal"
	ID   billing.ID // of the object in which it was seen first
	// Field is where it stands, such as "items[2].vat.code".
	Field string
	// Value is a word that is none of the field's known ones; "" for a field
	// that is not known, whose value may be anybody's data.
	Value string
}

// drift tells of each finding once.
type drift struct {
	tell func(Drift)
	mu   sync.Mutex
	told map[Drift]bool
}

func newDrift(tell func(Drift)) *drift {
	if tell == nil {
		return nil
	}
	return &drift{tell: tell, told: map[Drift]bool{}}
}

// enum is a text with a known set of values.
type enum interface{ known() bool }

// look searches a decoded object. Without somebody to tell it does nothing.
func (d *drift) look(noun string, id billing.ID, v any) {
	if d != nil {
		d.walk(Drift{Noun: noun, ID: id}, reflect.ValueOf(v))
	}
}

func (d *drift) walk(at Drift, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			d.walk(at, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			d.walk(at.element(i), v.Index(i))
		}
	case reflect.String:
		if e, ok := v.Interface().(enum); ok && v.Len() > 0 && !e.known() {
			at.Value = v.String()
			d.report(at)
		}
	case reflect.Struct:
		d.fields(at, v)
	}
}

func (d *drift) fields(at Drift, v reflect.Value) {
	if x, ok := v.Interface().(Extra); ok {
		for name := range x.members() {
			d.report(at.member(name))
		}
		return
	}
	for f, each := range v.Fields() {
		switch {
		case !f.IsExported():
		case f.Anonymous:
			d.walk(at, each)
		default:
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			d.walk(at.member(name), each)
		}
	}
}

func (d Drift) member(name string) Drift {
	if d.Field != "" {
		name = d.Field + "." + name
	}
	d.Field = name
	return d
}

func (d Drift) element(i int) Drift {
	d.Field += "[" + strconv.Itoa(i) + "]"
	return d
}

// report tells of a finding unless the same was told before, of whatever
// object and whichever element of a list.
func (d *drift) report(found Drift) {
	key := found
	key.ID, key.Field = 0, anyElement(found.Field)
	d.mu.Lock()
	before := d.told[key]
	d.told[key] = true
	d.mu.Unlock()
	if !before {
		d.tell(found)
	}
}

// anyElement takes the numbers out of "items[2].vat".
func anyElement(field string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, field)
}

// members are the unknown members by their name.
func (x Extra) members() map[string]jsontext.Value {
	var m map[string]jsontext.Value
	if len(x.Unknown) > 0 && json.Unmarshal(x.Unknown, &m, lenient) != nil {
		return nil
	}
	return m
}
