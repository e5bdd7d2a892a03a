package mocoapi

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// maxProperties is the most that MOCO keeps in all custom fields of an object
// together, in bytes.
const maxProperties = 12_000

// CustomProperties are an object's custom fields: a name to its value. When
// they are written, MOCO changes those that are named and leaves the others as
// they are, ignores names that the account does not have, and words that a
// Select does not have. A field can't be taken away (docs: Custom Fields).
type CustomProperties map[string]Property

// Property is the value of a custom field. The zero value is the empty text,
// which is how a field that was never set comes too.
type Property struct {
	text string
	list []string // nil for everything but a MultiSelect
	raw  json.RawMessage
}

// TextProperty is the value of a String, Textarea, Link or Select.
func TextProperty(s string) Property { return Property{text: s} }

// ListProperty is the value of a MultiSelect.
func ListProperty(words ...string) Property { return Property{list: append([]string{}, words...)} }

// BoolProperty is the value of a Boolean.
func BoolProperty(yes bool) Property {
	if yes {
		return TextProperty("1")
	}
	return TextProperty("0")
}

// DateProperty is the value of a Date.
func DateProperty(d billing.Date) Property { return TextProperty(d.String()) }

// String is the text; that of a MultiSelect joined by ", ".
func (p Property) String() string {
	switch {
	case p.list != nil:
		return strings.Join(p.list, ", ")
	case p.raw != nil:
		return string(p.raw)
	}
	return p.text
}

// List are the words of a MultiSelect; nil for any other value.
func (p Property) List() []string { return p.list }

// Bool is the value of a Boolean, and whether it has one.
func (p Property) Bool() (yes, ok bool) { return p.text == "1", p.text == "0" || p.text == "1" }

// Date is the value of a Date; zero if it has none. It errors for a text that
// is no date.
func (p Property) Date() (billing.Date, error) {
	if p.text == "" {
		return billing.Date{}, nil
	}
	return billing.ParseDate(p.text)
}

// MarshalJSON writes the form that MOCO sends and takes.
func (p Property) MarshalJSON() ([]byte, error) {
	switch {
	case p.raw != nil:
		return p.raw, nil
	case p.list != nil:
		return json.Marshal(p.list)
	}
	return json.Marshal(p.text)
}

// UnmarshalJSON reads a text, or a list of texts. Any other value is kept as it
// came.
func (p *Property) UnmarshalJSON(b []byte) error {
	*p = Property{}
	if json.Unmarshal(b, &p.text) == nil && string(b) != "null" {
		return nil
	}
	if json.Unmarshal(b, &p.list) == nil && p.list != nil {
		return nil
	}
	*p = Property{raw: append(json.RawMessage(nil), b...)}
	return nil
}

// problem says why MOCO would refuse the properties; "" if it would not.
func (c CustomProperties) problem() string {
	size := 0
	for name, p := range c {
		size += len(name) + len(p.String())
	}
	if size > maxProperties {
		return fmt.Sprintf("the custom fields have %d bytes; MOCO takes %d", size, maxProperties)
	}
	return ""
}
