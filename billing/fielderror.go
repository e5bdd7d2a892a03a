package billing

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
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
	if t := new(json.UnmarshalTypeError); errors.As(err, &t) {
		// Its own words name types of Go; embedded ones show in the field.
		words := fmt.Sprintf("a %s does not fit", t.Value)
		if t.Field != "" {
			return fmt.Errorf("%s: %s: %s", kind, strings.TrimPrefix(strings.TrimPrefix(t.Field, "wire."), "plain."), words)
		}
		err = errors.New(words)
	}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		one, marshalErr := json.Marshal(map[string]json.RawMessage{name: o[name]})
		if marshalErr == nil && json.Unmarshal(one, new(T)) != nil {
			return fmt.Errorf("%s: %s: %w", kind, name, err)
		}
	}
	return fmt.Errorf("%s: %w", kind, err)
}
