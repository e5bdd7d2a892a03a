package mocoapi

import "github.com/mocowork/mocowork/billing"

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
	Extra
}

// File is a file to be uploaded inside of a request: its name and its bytes,
// which are sent as Base64.
type File struct {
	Filename string `json:"filename"`
	Content  []byte `json:"base64"`
}
