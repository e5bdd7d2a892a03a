//go:build !race

package actions_test

const thin = 1
