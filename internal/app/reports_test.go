package app

import (
	"strings"
	"testing"
)

// TestExportsNeedTheirReports refuses a job whose export is made of a report
// that it does not pull, at the export's place.
func TestExportsNeedTheirReports(t *testing.T) {
	t.Parallel()
	const worker = `version: 1
timezone: Europe/Berlin
moco: {account: beispiel, read_key: "${env:MOCO_READ_KEY}"}
jobs:
  - name: month-end
    period: previous_month
    pull: [invoices, payments, report.finance, report.utilization]
    exports: [hours, revenue]
exports:
  revenue: {template: revenue, file: "umsatz_{{.Period}}.xlsx"}
  hours: {template: utilisation, file: "auslastung_{{.Period}}.xlsx"}
`
	want := `worker.yaml:8:22: error: job "month-end" makes the export "revenue", which needs report.cashflow [needs]: add report.cashflow to the job's pull:`
	if got := linted(t, map[string]string{"worker.yaml": worker}); len(got) != 1 || !strings.HasPrefix(got[0], want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	whole := strings.Replace(worker, "report.finance,", "report.finance, report.cashflow,", 1)
	if got := linted(t, map[string]string{"worker.yaml": whole}); len(got) != 0 {
		t.Errorf("with all reports: %s", strings.Join(got, "\n"))
	}
}
