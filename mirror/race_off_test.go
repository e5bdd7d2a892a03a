//go:build !race

package mirror_test

const thin = 1
