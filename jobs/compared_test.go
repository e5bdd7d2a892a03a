package jobs_test

import (
	"archive/zip"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/jobstest"
)

// TestRevenueComparesWithTheYearBefore runs a month's job with and without the
// reports of the time before, and looks at what the book says of it.
func TestRevenueComparesWithTheYearBefore(t *testing.T) {
	t.Parallel()
	money := []string{"report.finance", "report.cashflow"}
	for name, before := range map[string][]string{"with": money, "without": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			w := world(t, func(o *jobstest.Options) {
				o.Only = []string{second}
				o.Job.Period, o.Job.Pull, o.Job.Exports = "previous_month", money, []string{"revenue"}
				o.Exports = []jobs.Export{{Name: "revenue", Template: "revenue", To: []string{"dir:" + folder}, Before: before,
					File: func(_ billing.Date, p billing.Period, _ string) (string, error) {
						return "umsatz_" + p.Name() + ".xlsx", nil
					}}}
			})
			run(t, w)
			words := unpacked(t, filepath.Join(folder, "umsatz_2026-10.xlsx"))
			if !strings.Contains(words, "Vorjahresmonat 2025-10") {
				t.Error("there is no same month last year")
			}
			if got, want := strings.Contains(words, "Die Berichte wurden nur für 01.10.2026 – 31.10.2026 gelesen"), before == nil; got != want {
				t.Errorf("says that the time before was not read: %v, want %v", got, want)
			}
		})
	}
}

// unpacked is everything that a workbook holds.
func unpacked(t *testing.T, path string) string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var b strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&b, r); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	return b.String()
}
