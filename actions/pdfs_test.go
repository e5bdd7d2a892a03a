package actions_test

import (
	"archive/zip"
	"context"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/plan"
)

func pdfLine(to ...string) plan.Line {
	return plan.Line{Key: "export|pdfs|2026", Action: "export", Subject: plan.Subject{Kind: "job", Label: "pdfs"},
		Params: plan.Export{Name: "pdfs", Template: "invoice-pdfs", File: "rechnungen_2026.zip", To: to, Period: billing.YearOf(billing.Date{Year: 2026, Month: 11, Day: 23})}}
}

// patient is a client that asks again at once, as often as the worker's.
func patient(t *testing.T, w *jobstest.World) *mocoapi.Client {
	t.Helper()
	c, err := mocoapi.New(mocoapi.Options{
		Account: jobstest.Account, BaseURL: w.Sim.URL(), Key: func() (string, error) { return "read-key", nil },
		Sleep: func(context.Context, time.Duration) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// zipped are the names in an archive.
func zipped(t *testing.T, path string) []string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	return names
}

// A PDF that MOCO still makes (423) is asked for again. One that it does not
// have leaves the archive incomplete, which is delivered and said.
func TestInvoicePDFs(t *testing.T) {
	t.Parallel()
	pdf := func(id string) mocosim.Match {
		return mocosim.Match{Method: http.MethodGet, Path: "/invoices/" + id + ".pdf"}
	}
	for name, c := range map[string]struct {
		fault mocosim.Fault
		state ledger.State
		there bool
	}{
		"not ready yet":   {mocosim.Fault{Match: pdf("80699"), Nth: 1, Times: 2, Status: http.StatusLocked}, ledger.Done, true},
		"a storm of 429":  {mocosim.Fault{Match: pdf("80699"), Nth: 1, Times: 1, Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": "1"}}, ledger.Done, true},
		"never ready":     {mocosim.Fault{Match: pdf("80699"), Status: http.StatusLocked}, ledger.Failed, false},
		"not there":       {mocosim.Fault{Match: pdf("80699"), Status: http.StatusNotFound}, ledger.Failed, false},
		"maintenance":     {mocosim.Fault{Match: pdf("80699"), Nth: 1, Times: 3, Commit: mocosim.CommitNever, Status: http.StatusOK, Body: mocosim.BodyHTML}, ledger.Done, true},
		"cut short":       {mocosim.Fault{Match: pdf("80699"), Nth: 1, Times: 7, Body: mocosim.BodyCut, Cut: 20}, ledger.Done, true},
		"no right to see": {mocosim.Fault{Match: pdf("80699"), Status: http.StatusForbidden}, ledger.Failed, false},
		"the server fell": {mocosim.Fault{Match: pdf("80699"), Nth: 1, Times: 5, Status: http.StatusBadGateway}, ledger.Done, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t, func(o *jobstest.Options) {})
			dir := t.TempDir()
			w.Worker.Env.PDF = patient(t, w).Invoices.PDF
			w.Sim.Fault(c.fault)
			e := w.Drive(w.Worker, w.Line(pdfLine("dir:"+dir)))
			names := zipped(t, filepath.Join(dir, "rechnungen_2026.zip"))
			if e.State != c.state || slices.Contains(names, "R2610-022.pdf") != c.there || names[len(names)-1] != "manifest.csv" {
				t.Errorf("%s %q, %v", e.State, e.Reason, names)
			}
			if missing := "documents are missing: R2610-022: GET /invoices/80699.pdf"; strings.Contains(e.Reason, missing) == c.there {
				t.Errorf("the reason is %q", e.Reason)
			}
			if n := len(w.Sim.Writes()); n != 0 {
				t.Errorf("%d writes to MOCO", n)
			}
		})
	}
}
