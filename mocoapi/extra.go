package mocoapi

import "github.com/go-json-experiment/json/jsontext"

// Extra keeps the members of an object that its type does not know, as they
// came. They are written out again with the object. Each type that MOCO sends
// embeds it.
type Extra struct {
	// Unknown is a JSON object of those members; nil if there are none.
	Unknown jsontext.Value `json:",embed"`
}
