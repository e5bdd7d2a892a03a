//go:build !race

package jobs_test

const thin = 1
