//go:build !race

package sim

const thin = 1
