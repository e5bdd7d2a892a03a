//go:build soak

package test

// rounds is how often something is repeated: many times with this tag.
func rounds(_, many int) int { return many }
