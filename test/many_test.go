//go:build !soak

package test

// crowd is a short form of the 500 of the long one.
const crowd = 100
