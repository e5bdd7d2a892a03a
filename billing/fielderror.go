package billing

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// fieldError adds to a decoding error which object of a kind it is about, and
// which field. T is what the object was decoded into, without its own
// UnmarshalJSON. encoding/json names the field by itself for type errors only.
func fieldError[T any](kind string, b []byte, err error) error {
	var o map[string]json.RawMessage
	if json.Unmarshal(b, &o) != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	var id ID
	if json.Unmarshal(o["id"], &id) == nil && id > 0 {
		kind = fmt.Sprintf("%s %d", kind, id)
	}
	if t := new(json.UnmarshalTypeError); errors.As(err, &t) && t.Field != "" {
		return fmt.Errorf("%s: %w", kind, err)
	}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		one, marshalErr := json.Marshal(map[string]json.RawMessage{name: o[name]})
		if marshalErr == nil && json.Unmarshal(one, new(T)) != nil {
			return fmt.Errorf("%s: %s: %w", kind, name, err)
		}
	}
	return fmt.Errorf("%s: %w", kind, err)
}
