//go:build !soak

package test

// rounds is how often something is repeated: few times in every run of the
// tests, many times with the tag soak.
func rounds(few, _ int) int { return few }
