//go:build soak

package test

// crowd are as many as the fault matrix asks for.
const crowd = 500
