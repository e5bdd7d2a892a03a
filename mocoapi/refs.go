package mocoapi

import (
	"encoding/json"

	"github.com/mocowork/mocowork/billing"
)

// Ref names another object. ID 0: none.
type Ref struct {
	ID   billing.ID `json:"id,omitzero"`
	Name string     `json:"name,omitzero"`
	Extra
}

// UserRef names a user. ID 0: none.
type UserRef struct {
	ID        billing.ID `json:"id,omitzero"`
	Firstname string     `json:"firstname,omitzero"`
	Lastname  string     `json:"lastname,omitzero"`
	Name      string     `json:"name,omitzero"` // of purchases, in place of Lastname
	Extra
}

// File is a file to be uploaded inside of a request: its name and its bytes,
// which are sent as Base64.
type File struct {
	Filename string `json:"filename"`
	Content  []byte `json:"base64"`
}

// ProjectRef names a project. ID 0: none.
type ProjectRef struct {
	ID         billing.ID `json:"id,omitzero"`
	Identifier string     `json:"identifier,omitzero"`
	Name       string     `json:"name,omitzero"`
	Billable   *bool      `json:"billable,omitzero"` // nil: MOCO does not say
	Extra
}

// TaskRef names a task of a project. ID 0: none.
type TaskRef struct {
	ID       billing.ID `json:"id,omitzero"`
	Name     string     `json:"name,omitzero"`
	Billable *bool      `json:"billable,omitzero"` // nil: MOCO does not say
	Extra
}

// DocumentRef names an invoice, an offer or a purchase. ID 0: none.
type DocumentRef struct {
	ID         billing.ID `json:"id,omitzero"`
	Identifier string     `json:"identifier,omitzero"`
	Title      string     `json:"title,omitzero"`
	Extra
}

// TitleRef names an object that has a title. ID 0: none.
type TitleRef struct {
	ID    billing.ID `json:"id,omitzero"`
	Title string     `json:"title,omitzero"`
	Extra
}

// Code is a text of letters and digits that MOCO sends as a number here and
// there: "4000" and 4000.
type Code string

// UnmarshalJSON reads a text or a number.
func (c *Code) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*c = Code(text)
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(b, &n); err != nil {
		return err
	}
	*c = Code(n)
	return nil
}

// YearQuery asks for a year. 0: the current one.
type YearQuery struct {
	Year int `url:"year"`
}

// CardTransaction is the transaction of a credit card behind a purchase.
type CardTransaction struct {
	Source                string `json:"source,omitzero"`
	TransactionIdentifier string `json:"transaction_identifier,omitzero"`
	Extra
}

// DateRange is the time from one day to another, both included.
type DateRange struct{ From, To billing.Date }

// MarshalText writes 2026-01-01:2026-12-31.
func (r DateRange) MarshalText() ([]byte, error) {
	return []byte(r.From.String() + ":" + r.To.String()), nil
}
