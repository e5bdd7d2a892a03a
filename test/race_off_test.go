//go:build !race

package test

const raced, racedTests = false, ""
