package mocoapi

import "encoding/json"

// Opt is a field of a request that may be left out. The zero value is left out,
// so that MOCO keeps what it has, or takes its default. Its fields are tagged
// omitzero.
type Opt[T any] struct {
	value T
	state optState
}

type optState uint8

const (
	leftOut optState = iota
	given
	cleared
)

// Set sends a value, also the zero value of its type.
func Set[T any](v T) Opt[T] { return Opt[T]{value: v, state: given} }

// Clear sends null: MOCO empties the field.
func Clear[T any]() Opt[T] { return Opt[T]{state: cleared} }

// Get gives the value, and whether one is sent.
func (o Opt[T]) Get() (T, bool) { return o.value, o.state == given }

// IsZero says that the field is left out.
func (o Opt[T]) IsZero() bool { return o.state == leftOut }

// MarshalJSON writes the value, or null.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if o.state != given {
		return []byte("null"), nil
	}
	return json.Marshal(o.value)
}
