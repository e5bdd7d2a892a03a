//go:build !soak

package test

import (
	"time"

	"github.com/mocowork/mocowork/ledger"
)

// manyWorkers is the short form: one window, on a machine whose speed nobody
// knows. It prints the share of the pace; the limit holds everywhere.
var manyWorkers = pacework{
	teamwork: teamwork{workers: 6, letters: 75, rate: ledger.Rate{Limit: 600, Window: 10 * time.Second}},
	measured: 10 * time.Second,
}
