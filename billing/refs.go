package billing

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
)

// ID is MOCO's number of an object, unique within its kind. 0 means "none".
type ID int64

// Timestamp is a moment as MOCO writes it, in UTC. MOCO's grain is one second
// (offers: milliseconds). The zero value means null.
type Timestamp struct{ time.Time }

// UnmarshalJSON reads RFC 3339, in any zone; null and "" are the zero value.
func (t *Timestamp) UnmarshalJSON(b []byte) error {
	if s := string(b); s == "null" || s == `""` {
		*t = Timestamp{}
		return nil
	}
	if err := t.Time.UnmarshalJSON(b); err != nil {
		return err
	}
	t.Time = t.UTC()
	return nil
}

// UserRef names a user of the account.
type UserRef struct {
	ID        ID     `json:"id"`
	Firstname string `json:"firstname"`
	Lastname  string `json:"lastname"`
}

// Name is "Firstname Lastname".
func (u UserRef) Name() string { return strings.TrimSpace(u.Firstname + " " + u.Lastname) }

// NamedRef names a company, a project or a unit.
type NamedRef struct {
	ID         ID     `json:"id"`
	Identifier string `json:"identifier,omitempty"`
	Name       string `json:"name"`
}

// InvoiceRef names the invoice of a payment or reminder. ID 0 means that the
// payment belongs to no invoice.
type InvoiceRef struct {
	ID           ID     `json:"id"`
	Identifier   string `json:"identifier"`
	Title        string `json:"title"`
	DunningLevel int    `json:"dunning_level,omitempty"`
}

// CustomProperties are the account's own fields: a name to its value. A
// multi-select has several values, joined by ", "; booleans are "0" and "1".
type CustomProperties map[string]string

// UnmarshalJSON reads an object of texts and lists of texts; other JSON values
// keep their JSON form, numbers to the last digit.
func (c *CustomProperties) UnmarshalJSON(b []byte) error {
	var raw map[string]any
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&raw); err != nil {
		return err
	}
	*c = make(CustomProperties, len(raw))
	for name, v := range raw {
		(*c)[name] = propertyText(v)
	}
	return nil
}

func propertyText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = propertyText(e)
		}
		return strings.Join(parts, ", ")
	}
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}
