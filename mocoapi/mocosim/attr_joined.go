package mocosim

import (
	"encoding/json"
	"slices"
)

// The values that have to do with other objects: references, tags, custom properties, lists of parts.

// keys folds an object to some of its keys.
func keys(names ...string) func(*object) *object {
	return func(o *object) *object { return o.pick(names...) }
}

// refer names an object of another kind: written as name_id, shown folded and as the object is now.
func refer(name, kind string, fold func(*object) *object) attr {
	return attr{
		name: name, write: []string{name + "_id"}, fold: fold,
		read: func(c *call, raw json.RawMessage) (any, string) {
			id, _ := readInteger(c, raw)
			n, _ := id.(int64)
			o := c.st.find(kind, n)
			if o == nil {
				return nil, blank
			}
			return fold(o), ""
		},
		show: func(st *store, o *object) any {
			if now := st.find(kind, o.sub(name).number("id")); now != nil {
				return fold(now)
			}
			return o.vals[name]
		},
	}
}

// named refers to an object that is shown as {id, name}.
func named(name, kind string) attr { return refer(name, kind, keys("id", "name")) }

// person refers to a user.
func person(name string) attr { return refer(name, kindUsers, userRef) }

// asActor is the acting user, for a person that a request leaves open.
func asActor(c *call, _ *object) any { return c.actorRef() }

// tagList are the object's tags; a write replaces them and makes those that the account does not know.
func tagList(context string) attr {
	return attr{name: "tags", write: []string{"tags", "labels"}, unset: []string{},
		read: func(c *call, raw json.RawMessage) (any, string) {
			tags, _ := (&call{body: newObject("tags", raw)}).tags()
			tags = sorted(tags)
			c.st.knowTags(context, tags, c.now)
			return tags, ""
		},
		merge: func(o *object, v any) any {
			if o.has("labels") {
				o.put("labels", v)
			}
			return v
		},
	}
}

// propertyLimit is how many bytes an object's custom properties may have.
const propertyLimit = 12_000

// properties are the object's custom properties. A write joins what is there; names that the account has no property for
// are dropped silently, and null takes a property away.
func properties(entities ...string) attr {
	return attr{name: "custom_properties", write: []string{"custom_properties"}, unset: newObject(),
		read: func(c *call, raw json.RawMessage) (any, string) {
			sent, err := parseObject(raw)
			if err != nil {
				return nil, notValid
			}
			if len(raw) > propertyLimit {
				return nil, "ist zu lang (mehr als 12 kB)"
			}
			return c.st.knownProperties(entities, sent), ""
		},
		merge: func(o *object, v any) any {
			all := o.sub("custom_properties")
			for _, k := range v.(*object).keys {
				all.set(k, v.(*object).vals[k])
			}
			return all.without(slices.DeleteFunc(slices.Clone(all.keys), func(k string) bool { return !all.isNull(k) })...)
		},
	}
}

// knownProperties are the values whose names are properties of one of the entities.
func (s *store) knownProperties(entities []string, sent *object) *object {
	known := newObject()
	for _, p := range s.rows(kindProperties) {
		name := p.text("name")
		if raw, has := sent.vals[name]; has && slices.Contains(entities, p.text("entity")) {
			known.set(name, propertyValue(p.text("kind"), raw))
		}
	}
	return known
}

// propertyValue writes a value as MOCO keeps it: all are texts, yes and no are "1" and "0", a MultiSelect is a list.
func propertyValue(kind string, raw json.RawMessage) json.RawMessage {
	yes, wrong := readYesNo(nil, raw)
	s, single := scalar(raw)
	switch {
	case string(raw) == "null" || kind == "MultiSelect" && !single:
		return raw
	case kind == "MultiSelect":
		return wire([]string{s})
	case kind == "Boolean" && wrong == "" && yes == true:
		return wire("1")
	case kind == "Boolean" && wrong == "":
		return wire("0")
	}
	return wire(s)
}

// parts is a list of objects that belong to this one and have attrs of their own. holder is the kind that has the list.
func parts(name, holder string, attrs []attr, derive func(o *object)) attr {
	return attr{name: name, write: []string{name}, unset: []*object{},
		read: func(c *call, raw json.RawMessage) (any, string) {
			sent, err := parseList(raw)
			if err != nil {
				return nil, notValid
			}
			rows := []*object{}
			for _, body := range sent {
				o, bad := newObject(), newObject()
				take(c, attrs, body, o, bad)
				if len(bad.keys) > 0 {
					return nil, bad.keys[0] + " " + bad.list(bad.keys[0])[0]
				}
				if derive != nil {
					derive(o)
				}
				if o.has("id") {
					o.put("id", c.st.nextIn(holder, name))
				}
				rows = append(rows, o)
			}
			return rows, ""
		},
	}
}
