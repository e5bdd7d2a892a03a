package actions

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/exporters"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// DirPrefix marks a folder among an export's places. A bucket's address holds
// "://"; everything else is a channel or an e-mail address.
const DirPrefix = "dir:"

// maxUnsure is how often a message or mail is sent whose arrival nobody has
// confirmed: people see it twice at worst.
const maxUnsure = 2

// parcel is one file on its way to the places of its export.
type parcel struct {
	env   *Env
	entry ledger.Entry
	plan  plan.Plan
	x     plan.Export
	in    exporters.Input
	file  exporters.File

	reached map[string]string // where it is, for people, by place
	arrived bool              // a place got it now
	notes   []string          // what retention did
	errs    []error           // of the places that do not have it
	open    bool              // one of them is worth another try
	after   time.Duration
}

// deliver takes the file to all places that do not have it yet. Folders and
// buckets come first, so that a message can say where the file is.
func (p *parcel) deliver(ctx context.Context) error {
	p.reached = map[string]string{}
	known, err := p.env.Ledger.Deliveries(ctx, p.entry.Run, p.entry.ID)
	if err != nil {
		return err
	}
	places := slices.Clone(p.x.To)
	slices.SortStableFunc(places, func(a, b string) int { return rank(a) - rank(b) })
	for _, place := range places {
		d := ledger.Delivery{Entry: p.entry.ID, Run: p.entry.Run, Place: place}
		if i := slices.IndexFunc(known, func(k ledger.Delivery) bool { return k.Place == place }); i >= 0 {
			d = known[i]
		}
		if err := p.place(ctx, d); err != nil {
			return err
		}
	}
	return p.outcome()
}

// places are those that have the file, in the order of the configuration.
func (p *parcel) places() []string {
	var out []string
	for _, place := range p.x.To {
		if where, ok := p.reached[place]; ok {
			out = append(out, where)
		}
	}
	return out
}

func rank(place string) int {
	if isShelf(place) {
		return 0
	}
	return 1
}

func isShelf(place string) bool {
	return strings.HasPrefix(place, DirPrefix) || strings.Contains(place, "://")
}

// place takes the file to one place, unless it is there or can't go there, and
// records what came of it. The error is the store's.
func (p *parcel) place(ctx context.Context, d ledger.Delivery) error {
	switch d.State {
	case ledger.DeliveryDelivered:
		p.reached[d.Place] = d.Receipt
		return nil
	case ledger.DeliveryFailed:
		p.errs = append(p.errs, errors.New(d.Reason))
		return nil
	}
	d.State, d.Name, d.SHA256 = ledger.DeliveryPending, p.file.Name, p.file.SHA256
	d.Attempts++
	if err := p.env.Ledger.NoteDelivery(ctx, d); err != nil {
		return err
	}
	receipt, err := p.send(ctx, d.Place)
	if err == nil {
		d.State, d.Receipt, d.Reason = ledger.DeliveryDelivered, receipt, ""
		p.reached[d.Place], p.arrived = receipt, true
	} else {
		d.Reason = err.Error()
		if d.State = p.failed(d, err); d.State == ledger.DeliveryPending {
			p.open, p.after = true, max(p.after, fault.AfterOf(err))
		}
		p.errs = append(p.errs, err)
	}
	return p.env.Ledger.NoteDelivery(context.WithoutCancel(ctx), d)
}

// failed says whether a place that could not be reached is worth another try.
func (p *parcel) failed(d ledger.Delivery, err error) ledger.DeliveryState {
	switch kind := fault.KindOf(err); {
	case p.entry.Attempts >= maxAttempts:
	case kind == fault.Temporary, kind == fault.Throttled:
		return ledger.DeliveryPending
	case kind == fault.Unsure && (isShelf(d.Place) || d.Attempts < maxUnsure):
		return ledger.DeliveryPending
	}
	return ledger.DeliveryFailed
}

// outcome is nil if every place has the file. Otherwise its kind says whether
// the entry is tried again: only for the places that are open.
func (p *parcel) outcome() error {
	if len(p.errs) == 0 {
		return nil
	}
	e := &undelivered{places: p.places(), errs: p.errs}
	switch {
	case p.open && p.after > 0:
		return &fault.Error{Kind: fault.Throttled, After: p.after, Err: e}
	case p.open:
		return fault.New(fault.Temporary, e)
	}
	return fault.New(fault.Permanent, e)
}

// undelivered says which places got the file although another one did not.
type undelivered struct {
	places []string
	errs   []error
}

// Error names the places first: what has worked, then what has not.
func (e *undelivered) Error() string {
	var failed []string
	for _, err := range e.errs {
		failed = append(failed, err.Error())
	}
	if len(e.places) == 0 {
		return strings.Join(failed, "; ")
	}
	return "delivered to " + strings.Join(e.places, ", ") + ", but not everywhere: " + strings.Join(failed, "; ")
}

// Unwrap gives the errors of the places.
func (e *undelivered) Unwrap() []error { return e.errs }

// send takes the file to a place.
func (p *parcel) send(ctx context.Context, place string) (receipt string, err error) {
	if !isShelf(place) {
		return p.upload(ctx, place)
	}
	shelf, done, err := p.env.shelf(ctx, place)
	if err != nil {
		return "", err
	}
	defer done()
	r, err := shelf.Deliver(ctx, p.file)
	if err != nil {
		return "", err
	}
	at := p.env.Delivery.Now()
	if err := exporters.Record(ctx, shelf, exporters.DeliveredOf(p.file, p.in, at)); err != nil {
		return "", err
	}
	gone, left, err := exporters.Retire(ctx, shelf, p.x.Name, p.env.Delivery.Keep[p.x.Name], p.plan.Today, p.entry.Run, at)
	p.retired(shelf.String(), gone, left, err)
	return r.Place, nil
}

// retired notes what retention did in a place. Its failure is no failure of the
// delivery: the files are tried again after the next one.
func (p *parcel) retired(place string, gone, left []string, err error) {
	if len(gone) > 0 {
		p.notes = append(p.notes, fmt.Sprintf("deleted in %s, as keep says: %s", place, strings.Join(gone, ", ")))
	}
	if len(left) > 0 {
		p.notes = append(p.notes, fmt.Sprintf("left in %s although keep is over, because they were changed: %s", place, strings.Join(left, ", ")))
	}
	if err != nil {
		p.notes = append(p.notes, "keep: "+err.Error())
	}
}

// shelf opens a folder, which it makes, or a bucket.
func (env *Env) shelf(ctx context.Context, place string) (exporters.Shelf, func(), error) {
	root, isDir := strings.CutPrefix(place, DirPrefix)
	if !isDir {
		open := env.Delivery.Bucket
		if open == nil {
			open = func(ctx context.Context, address string) (*exporters.Bucket, error) {
				return exporters.OpenBucket(ctx, address, exporters.BucketOptions{})
			}
		}
		b, err := open(ctx, place)
		if err != nil {
			return nil, nil, err
		}
		return b, func() { _ = b.Close() }, nil
	}
	if err := os.MkdirAll(root, 0o750); err != nil {
		return nil, nil, fmt.Errorf("export folder: %w", err)
	}
	return exporters.Dir{Root: root}, func() {}, nil
}

// upload puts the file into the digest's thread if the digest is in the same
// channel.
func (p *parcel) upload(ctx context.Context, channel string) (place string, err error) {
	n := p.env.Delivery.Notifier
	if n == nil {
		return "", errNoNotifier
	}
	f, lang := p.file, p.env.Delivery.Language
	title, _, _ := strings.Cut(f.Title, ",")
	d := notifiers.ExportDelivered{
		Origin: p.env.origin(p.plan), Channel: channel, Path: f.Path, File: f.Name, Title: title, AsOf: p.plan.Today, Period: f.Period, Rows: f.Rows,
		Sums: figures(f), Sheets: f.Sheets, Control: strings.TrimPrefix(strings.TrimPrefix(f.Control, "Kontrolle: "), "Control: "), SHA256: f.SHA256,
	}
	if slices.ContainsFunc(p.plan.Lines, func(l plan.Line) bool { d, ok := l.Params.(plan.Digest); return ok && d.Channel == channel }) {
		d.ThreadTS = p.env.thread(ctx, p.entry)
	}
	r, err := n.Upload(ctx, d.Upload(lang))
	var large *notifiers.TooLargeError
	switch {
	case errors.As(err, &large) && len(p.reached) > 0:
		return "", p.tooLarge(ctx, d, large)
	case err == nil && r.Diverted != "":
		// The words are elsewhere, and the file is nowhere.
		err = fault.New(fault.Permanent, fmt.Errorf("the file did not reach %s; what it says was told %s", channel, r.Diverted))
	}
	return channel, err
}

// tooLarge tells the people who should have got the file where it is.
func (p *parcel) tooLarge(ctx context.Context, d notifiers.ExportDelivered, large *notifiers.TooLargeError) error {
	where := strings.Join(p.places(), ", ")
	words := "Die Datei ist zu groß für eine E-Mail. Sie liegt hier: "
	if p.env.Delivery.Language == billing.English {
		words = "The file is too large for an e-mail. It is here: "
	}
	m := d.Message(p.env.Delivery.Language)
	m.Parts = append(m.Parts, notifiers.Note{Text: notifiers.Rich{{Text: words + where}}})
	if _, err := p.env.Delivery.Notifier.Send(ctx, m); err != nil {
		return fault.New(fault.Permanent, fmt.Errorf("%w; that it is in %s could not be told: %w", large, where, err))
	}
	return fault.New(fault.Permanent, fmt.Errorf("%w; %s was told that it is in %s", large, d.Channel, where))
}
