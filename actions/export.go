package actions

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/exporters"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mirror"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// export makes one file and delivers it to all of its places. A place that
// fails does not stop the others; it is tried again where that helps, without
// the others. The entry fails if one of them does, and says which got it.
type export struct {
	inside
	env *Env
}

// Write builds the file in a temporary folder and delivers it.
func (h export) Write(ctx context.Context, e ledger.Entry, _ Checked) (Written, error) {
	x := e.Params.(plan.Export)
	p, err := h.env.planOf(ctx, e)
	if err != nil {
		return Written{}, err
	}
	input, err := h.input(ctx, e, p, x)
	if err != nil {
		return Written{}, err
	}
	dir, err := os.MkdirTemp(h.env.Temp, "export-")
	if err != nil {
		return Written{}, fault.New(fault.Temporary, fmt.Errorf("export %s: %w", x.Name, err))
	}
	defer os.RemoveAll(dir)
	if h.env.Watch != nil {
		input.Progress = h.env.Watch(ctx, e)
	}
	file, err := exporters.Build(ctx, input, x, dir)
	if err != nil {
		return Written{}, err
	}
	par := &parcel{env: h.env, entry: e, plan: p, x: x, in: input, file: file}
	err = par.deliver(ctx)
	w := Written{
		RemoteID: file.SHA256, Note: fmt.Sprintf("%s  %d rows  sha256 %.8s…  → %s", file.Name, file.Rows, file.SHA256, strings.Join(par.places(), ", ")),
		Evidence: map[string]any{"file": file.Name, "sha256": file.SHA256, "rows": file.Rows, "bytes": file.Size, "places": par.places(), "sums": file.Totals, "summary": file.Summary},
	}
	if file.Pack != "" && par.arrived {
		d := ledger.Delivered{Export: x.Name, Period: x.Period, Template: x.Template, File: file.Name, SHA256: file.SHA256, Run: e.Run, Rows: file.Rows, Pack: file.Pack}
		if kept := h.env.Files.KeepDelivered(ctx, d); kept != nil {
			w.Note += "; later changes can't be told: " + kept.Error() // and the file is not delivered twice for it
		}
	}
	w.Note = strings.Join(append([]string{w.Note}, par.notes...), " · ")
	return w, cmp.Or(err, incomplete(file))
}

func (h export) input(ctx context.Context, e ledger.Entry, p plan.Plan, x plan.Export) (exporters.Input, error) {
	t, err := exporters.TemplateOf(x.Template)
	if err != nil {
		return exporters.Input{}, err
	}
	snap, err := h.env.Mirror.Snapshot(ctx, p.Today)
	if err != nil {
		return exporters.Input{}, err
	}
	if err := h.reports(ctx, &snap, t, x); err != nil {
		return exporters.Input{}, err
	}
	if slices.Contains(t.Reports, mirror.InvoiceItems) {
		if err := h.env.Mirror.AddItems(ctx, &snap, x.Period); err != nil {
			return exporters.Input{}, err
		}
	}
	var table plan.Table
	if x.Template == exporters.Custom {
		if table, err = h.env.Table(ctx, x, p.Today); err != nil {
			return exporters.Input{}, err
		}
	}
	if !x.AsOf.IsZero() {
		snap = snap.AsOf(x.AsOf)
	}
	head, err := h.env.Ledger.Head(ctx)
	if err != nil {
		return exporters.Input{}, err
	}
	letters, err := h.env.mailedLetters(ctx)
	if err != nil {
		return exporters.Input{}, err
	}
	return exporters.Input{
		Account: h.env.Account, BaseURL: h.env.Delivery.MOCO, Today: p.Today, ReadAt: p.Read.At.In(h.env.zone()), Run: e.Run, Plan: p.ID, Rules: p.Rules,
		Language: h.env.Delivery.Language, Version: h.env.Delivery.Version, Name: x.Name, Verdicts: p.Verdicts, Items: snap.OpenItems(),
		Total: len(snap.Invoices) + brokenInvoices(snap), AuditHead: head, Period: x.Period, Snapshot: snap, Letters: letters,
		People: h.env.Delivery.Shown[x.Name].People, Sick: h.env.Delivery.Shown[x.Name].Sick, Target: h.env.Delivery.Shown[x.Name].Target,
		Table: table, Document: h.document,
	}, nil
}

// document reads an invoice's PDF. That MOCO has none, or does not give it out,
// is a matter of that invoice. That MOCO can't be reached, refuses the key, or
// sends a page or half a file is one of the whole export: the next PDF would
// fare no better.
func (h export) document(ctx context.Context, id billing.ID) ([]byte, error) {
	if h.env.PDF == nil {
		return nil, fault.New(fault.Permanent, errors.New("there is no MOCO to read PDFs from"))
	}
	body, err := h.env.PDF(ctx, id, mocoapi.PDFOptions{})
	var answer *mocoapi.Error
	if errors.As(err, &answer) {
		switch answer.Status {
		case http.StatusNoContent, http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusGone, http.StatusUnprocessableEntity, http.StatusLocked:
			return nil, fmt.Errorf("%w: %w", exporters.ErrNoDocument, err)
		}
	}
	return body, err
}

// incomplete says which documents an archive lacks. The archive is delivered all
// the same: most of it is of use, and a list in it names what is missing.
func incomplete(f exporters.File) error {
	if len(f.Missing) == 0 {
		return nil
	}
	shown := f.Missing[:min(len(f.Missing), 5)]
	return fault.New(fault.Permanent, fmt.Errorf("%d of %d documents are missing: %s", len(f.Missing), f.Rows, strings.Join(shown, "; ")))
}

// reports adds what MOCO reported for the export's period: what the template
// can't do without, and what else there is.
func (h export) reports(ctx context.Context, snap *billing.Snapshot, t exporters.Template, x plan.Export) error {
	if err := h.env.Mirror.AddReports(ctx, snap, t.Reports, x.Period); err != nil {
		return fmt.Errorf("export %s: %w; its job must pull %s", x.Name, err, strings.Join(t.Reports, ", "))
	}
	for _, name := range t.Optional {
		if err := h.env.Mirror.AddReports(ctx, snap, []string{name}, x.Period); err != nil && !errors.Is(err, mirror.ErrNotRead) {
			return fmt.Errorf("export %s: %w", x.Name, err)
		}
	}
	before := x.Period.Before()
	if !t.YearBefore || before == (billing.Period{}) {
		return nil
	}
	both := *snap
	switch err := h.env.Mirror.AddReports(ctx, &both, t.Reports, before); {
	case errors.Is(err, mirror.ErrNotRead):
		return nil // the book says what it can't compare with
	case err != nil:
		return fmt.Errorf("export %s: %w", x.Name, err)
	}
	*snap = both
	snap.Period = billing.Period{From: before.From, To: x.Period.To}
	return nil
}

// brokenInvoices counts the invoices that MOCO sent and that could not be
// understood; they have verdicts too.
func brokenInvoices(s billing.Snapshot) int {
	n := 0
	for _, b := range s.Broken {
		if b.Kind == "invoices" {
			n++
		}
	}
	return n
}

// figures are the main sums of a book.
func figures(f exporters.File) []notifiers.Sum {
	out := make([]notifiers.Sum, len(f.Figures))
	for i, x := range f.Figures {
		out[i] = notifiers.Sum(x)
	}
	return out
}
