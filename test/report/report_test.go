package report_test

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/test/report"
)

func TestLine(t *testing.T) {
	r := report.Row{ID: "F08", Runs: 200, Fired: 200, Review: 3, Recover: 1234 * time.Millisecond, Note: "adopted=200"}
	want := "F08: runs=200 fired=200 dup=0 missing=0 review=3 recover_p100=1.23s (adopted=200)"
	if got := r.Line(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := (report.Row{ID: "F12", Runs: 1, Fired: 1}).Line(); got != "F12: runs=1 fired=1 dup=0 missing=0 review=0 recover_p100=-" {
		t.Error(got)
	}
}

// TestProblem has rows that prove nothing.
func TestProblem(t *testing.T) {
	for _, tt := range []struct {
		row  report.Row
		want string
	}{
		{report.Row{Runs: 1, Fired: 1}, ""},
		{report.Row{Runs: 9, Fired: 9, Review: 4}, ""},
		{report.Row{}, "0 runs, 1 were promised"},
		{report.Row{Min: 10, Runs: 9, Fired: 9}, "9 runs, 10 were promised"},
		{report.Row{Runs: 9, Fired: 8}, "the fault happened in 8 of 9 runs"},
		{report.Row{Runs: 9, Fired: 9, Dup: 1}, "1 done twice"},
		{report.Row{Runs: 9, Fired: 9, Missing: 2}, "2 missing"},
	} {
		if got := tt.row.Problem(); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.row, got, tt.want)
		}
	}
}
