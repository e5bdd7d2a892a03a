package actions

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/exporters"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mirror"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// export makes one file and delivers it to all of its places. A place that
// fails does not stop the others; the entry fails if one of them does, and
// says which got it.
type export struct {
	inside
	env *Env
}

// DirPrefix marks a folder among an export's places; everything else is a
// channel.
const DirPrefix = "dir:"

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
	file, err := exporters.Build(ctx, input, x, dir)
	if err != nil {
		return Written{}, err
	}
	reached, err := h.deliver(ctx, e, p, x, file)
	w := Written{
		RemoteID: file.SHA256, Note: fmt.Sprintf("%s  %d rows  sha256 %.8s…  → %s", file.Name, file.Rows, file.SHA256, strings.Join(reached, ", ")),
		Evidence: map[string]any{"file": file.Name, "sha256": file.SHA256, "rows": file.Rows, "places": reached},
	}
	if file.Pack != "" && len(reached) > 0 {
		d := ledger.Delivered{Export: x.Name, Period: x.Period, Template: x.Template, File: file.Name, SHA256: file.SHA256, Run: e.Run, Rows: file.Rows, Pack: file.Pack}
		if kept := h.env.Files.KeepDelivered(ctx, d); kept != nil {
			w.Note += "; later changes can't be told: " + kept.Error() // and the file is not delivered twice for it
		}
	}
	if err != nil && len(reached) > 0 {
		err = &reachedError{places: reached, err: err}
	}
	return w, err
}

// reachedError says which places got the file although another one failed.
type reachedError struct {
	places []string
	err    error
}

// Error names the places first: what has worked, then what has not.
func (e *reachedError) Error() string {
	return "delivered to " + strings.Join(e.places, ", ") + ", but not everywhere: " + e.err.Error()
}

// Unwrap gives the first error of a delivery.
func (e *reachedError) Unwrap() error { return e.err }

// FaultKind is Permanent: trying again would deliver a second time where it has
// worked.
func (e *reachedError) FaultKind() fault.Kind { return fault.Permanent }

func (h export) input(ctx context.Context, e ledger.Entry, p plan.Plan, x plan.Export) (exporters.Input, error) {
	t, err := exporters.TemplateOf(x.Template)
	if err != nil {
		return exporters.Input{}, err
	}
	snap, err := h.env.Mirror.Snapshot(ctx, p.Today)
	if err != nil {
		return exporters.Input{}, err
	}
	if err := h.env.Mirror.AddReports(ctx, &snap, t.Reports, x.Period); err != nil {
		return exporters.Input{}, fmt.Errorf("export %s: %w; its job must pull %s", x.Name, err, strings.Join(t.Reports, ", "))
	}
	if slices.Contains(t.Reports, mirror.InvoiceItems) {
		if err := h.env.Mirror.AddItems(ctx, &snap, x.Period); err != nil {
			return exporters.Input{}, err
		}
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
		People: h.env.Delivery.People[x.Name],
	}, nil
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

func (h export) deliver(ctx context.Context, e ledger.Entry, p plan.Plan, x plan.Export, f exporters.File) (reached []string, err error) {
	for _, to := range x.To {
		if root, ok := strings.CutPrefix(to, DirPrefix); ok {
			r, failed := h.toDir(ctx, root, f)
			if failed != nil {
				err = errors.Join(err, failed)
				continue
			}
			reached = append(reached, r)
			continue
		}
		place, failed := h.upload(ctx, e, p, to, f)
		if failed != nil {
			err = errors.Join(err, failed)
			continue
		}
		reached = append(reached, place)
	}
	return reached, err
}

func (h export) toDir(ctx context.Context, root string, f exporters.File) (string, error) {
	if err := os.MkdirAll(root, 0o750); err != nil {
		return "", fmt.Errorf("export folder: %w", err)
	}
	r, err := exporters.Dir{Root: root}.Deliver(ctx, f)
	return r.Place, err
}

// upload puts the file into the digest's thread if the digest is in the same
// channel.
func (h export) upload(ctx context.Context, e ledger.Entry, p plan.Plan, channel string, f exporters.File) (place string, err error) {
	if h.env.Delivery.Notifier == nil {
		return "", errNoNotifier
	}
	title, _, _ := strings.Cut(f.Title, ",")
	d := notifiers.ExportDelivered{
		Origin: h.env.origin(p), Channel: channel, Path: f.Path, File: f.Name, Title: title, AsOf: p.Today, Period: f.Period, Rows: f.Rows,
		Sums: figures(f), Sheets: f.Sheets, Control: strings.TrimPrefix(strings.TrimPrefix(f.Control, "Kontrolle: "), "Control: "), SHA256: f.SHA256,
	}
	if slices.ContainsFunc(p.Lines, func(l plan.Line) bool { d, ok := l.Params.(plan.Digest); return ok && d.Channel == channel }) {
		d.ThreadTS = h.env.thread(ctx, e)
	}
	r, err := h.env.Delivery.Notifier.Upload(ctx, d.Upload(h.env.Delivery.Language))
	if err == nil && r.Diverted != "" {
		// The words are elsewhere, and the file is nowhere.
		err = fault.New(fault.Permanent, fmt.Errorf("the file did not reach %s; what it says was told %s", channel, r.Diverted))
	}
	return channel, err
}

// figures are the main sums of a book.
func figures(f exporters.File) []notifiers.Sum {
	out := make([]notifiers.Sum, len(f.Figures))
	for i, x := range f.Figures {
		out[i] = notifiers.Sum(x)
	}
	return out
}
