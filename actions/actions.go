// Package actions carries out what the ledger releases. It is the only place
// where decisions meet effects: each entry is claimed, decided again on a fresh
// read, written once, and settled. One file per action; the order of the steps
// is in protocol.go and the same for all of them.
package actions

import (
	"context"
	"iter"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/exporters"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/plan"
)

// MOCO is what actions need of the API. Its reads may use the share of the
// request budget that is reserved for write-backs. A write is sent once and
// takes no token: the protocol reserves it beforehand.
type MOCO interface {
	Invoice(ctx context.Context, id billing.ID) (billing.Invoice, error)
	Company(ctx context.Context, id billing.ID) (billing.Company, error)
	Payments(ctx context.Context, q mocoapi.PaymentQuery) iter.Seq2[mocoapi.Row[billing.Payment], error]
	Reminders(ctx context.Context, q mocoapi.ReminderQuery) iter.Seq2[mocoapi.Row[billing.Reminder], error]
	Reminder(ctx context.Context, id billing.ID) (billing.Reminder, error)
	CreateReminder(ctx context.Context, r mocoapi.NewReminder) (billing.Reminder, error)
	SendReminder(ctx context.Context, id billing.ID, m mocoapi.Mail) (mocoapi.Mail, error)
	DeleteReminder(ctx context.Context, id billing.ID) error
	UpdateInvoiceStatus(ctx context.Context, id billing.ID, s billing.InvoiceStatus) error
	AddTags(ctx context.Context, entity mocoapi.Taggable, id billing.ID, tags ...string) ([]string, error)
	RemoveTags(ctx context.Context, entity mocoapi.Taggable, id billing.ID, tags ...string) ([]string, error)
	Comments(ctx context.Context, q mocoapi.CommentQuery) iter.Seq2[mocoapi.Row[billing.Comment], error]
	CreateComment(ctx context.Context, c mocoapi.NewComment) (billing.Comment, error)
}

// Decider decides again about one invoice, by the rules of the entry's own
// plan, on what was just read. own is the entry whose traces are left out of
// the history. found is false when no line with the entry's key came out; the
// verdict then says why.
type Decider func(ctx context.Context, e ledger.Entry, fresh billing.Snapshot) (line plan.Line, verdict plan.Verdict, found bool, err error)

// Env is what the handlers work with.
type Env struct {
	Account string
	MOCO    MOCO // nil without a write key: nothing is written to MOCO
	Decide  Decider
	Mirror  Mirror
	Ledger  Book
	Told    Told // needed by messages only
	Files   Files
	// Today is the date in the configuration's zone.
	Today    func() billing.Date
	Delivery Delivery
	// Table evaluates a user-defined export of a plan that was made on a day.
	Table func(ctx context.Context, x plan.Export, today billing.Date) (plan.Table, error)
	// PDF reads an invoice as a PDF; nil: it can't be read.
	PDF func(ctx context.Context, id billing.ID, o mocoapi.PDFOptions) ([]byte, error)
	// Temp is a folder for files on their way.
	Temp string
	// Watch gives who is told how far an export is; nil for nobody.
	Watch func(ctx context.Context, e ledger.Entry) func(exporters.Progress)

	habits habits
}

// Book is the part of the ledger that handlers look things up in.
type Book interface {
	// Entries lists entries in the order in which they were released.
	Entries(ctx context.Context, f ledger.Filter) ([]ledger.Entry, error)
	Plan(ctx context.Context, id string) (plan.Plan, error)
	// PlanHash is what votes are bound to.
	PlanHash(ctx context.Context, id string) (string, error)
	// LineStates and Votes are what became of a plan's lines, and what people
	// said to them.
	LineStates(ctx context.Context, plan string) ([]ledger.LineState, error)
	Votes(ctx context.Context, plan string) ([]ledger.Vote, error)
	// Head is the hash of the latest event.
	Head(ctx context.Context) (string, error)
	Now(ctx context.Context) (time.Time, error)
	// Deliveries are those of a run's action.
	Deliveries(ctx context.Context, run, entry string) ([]ledger.Delivery, error)
	NoteDelivery(ctx context.Context, d ledger.Delivery) error
}

// Files remembers what was delivered for periods.
type Files interface {
	// DeliveredFor is the latest file; the error is ledger.ErrNotFound if there
	// is none.
	DeliveredFor(ctx context.Context, export string, p billing.Period) (ledger.Delivered, error)
	KeepDelivered(ctx context.Context, d ledger.Delivered) error
}

// Told is the part of the ledger that messages are remembered in: what was said,
// where it stands, and what was known before.
type Told interface {
	// Entry reads one entry.
	Entry(ctx context.Context, id string) (ledger.Entry, error)
	// Run and Runs read a run, and the latest ones of a job, newest first.
	Run(ctx context.Context, id string) (ledger.Run, error)
	Runs(ctx context.Context, job string, limit int) ([]ledger.Run, error)
	// PlanBefore is the last plan of a job that was made before a moment of the
	// clock of dates; found is false if there is none.
	PlanBefore(ctx context.Context, job string, t time.Time) (p plan.Plan, found bool, err error)
	// HoldMessage, KeepMessage and LeaveMessage take turns at a message that is
	// edited.
	HoldMessage(ctx context.Context, name, kind string) (ledger.Message, bool, error)
	KeepMessage(ctx context.Context, m ledger.Message, hold bool) error
	LeaveMessage(ctx context.Context, name string) error
	// MessageBefore is an earlier message of the same sort.
	MessageBefore(ctx context.Context, prefix, name string) (ledger.Message, bool, error)
	// Message reads one; EditableMessages those that expect an edit.
	Message(ctx context.Context, name string) (ledger.Message, bool, error)
	EditableMessages(ctx context.Context, kind string) ([]ledger.Message, error)
}

// Mirror gives what was read from MOCO before.
type Mirror interface {
	// Snapshot is everything, as of a date.
	Snapshot(ctx context.Context, today billing.Date) (billing.Snapshot, error)
	// AddReports adds the rows of reports for a period.
	AddReports(ctx context.Context, snap *billing.Snapshot, names []string, period billing.Period) error
	// AddItems adds the items of a period's invoices, as far as they were read.
	AddItems(ctx context.Context, snap *billing.Snapshot, period billing.Period) error
	// Gone marks an object that MOCO does not have any more.
	Gone(ctx context.Context, kind string, id billing.ID) error
}

// Handler carries out one kind of entry. Its methods are called in the order
// Check, Write; Reconcile is called instead when an earlier Write got no clear
// answer.
type Handler interface {
	// Check reads everything that the write depends on, and decides again.
	Check(ctx context.Context, e ledger.Entry) (Checked, error)
	// Write makes the one write. Its error's fault.Kind decides what follows.
	Write(ctx context.Context, e ledger.Entry, c Checked) (Written, error)
	// Reconcile reads whether the write happened. It is not called for
	// handlers that may repeat.
	Reconcile(ctx context.Context, e ledger.Entry) (Finding, error)
	// Trait says how the protocol treats the handler.
	Trait() Trait
}

// Trait is what the protocol needs to know about a kind of write.
type Trait struct {
	// MOCO says that it writes to MOCO: it needs a token, the write key and
	// the brake's permission.
	MOCO bool
	// Repeatable says that writing twice does no harm: tags, statuses and
	// everything inside (Slack is at least once, by choice).
	Repeatable bool
}

// Checked is the outcome of a Check.
type Checked struct {
	// Skip ends the entry with this reason; "" means: go on.
	Skip string
	// Made says that the write is there already, late: nothing is written.
	Made *Written
	// Undone says that the effect of the entry's parent was taken back.
	Undone bool
	// TakeBack says that with Skip the effect of the entry's parent is to be
	// taken back.
	TakeBack bool
	// Review ends it in review with this reason.
	Review string
	// Params replace the entry's, with today's dates; nil leaves them.
	Params   plan.Params
	Baseline []billing.ID
	Evidence any
	// With are entries that this one speaks for: they share what becomes of it.
	With []ledger.Entry
	// At is when the oldest part was read. A write on evidence older than 30 s
	// is not made (I2).
	At time.Time
}

// Written is the outcome of a Write that was clearly made.
type Written struct {
	RemoteID string
	Evidence any
	Note     string // what a person should know, such as the recipients
	Follow   []ledger.Entry
}

// Finding is what Reconcile found.
type Finding struct {
	Made   bool    // it happened: Written says what
	Review string  // it can't be told, or something else happened: a person must look
	Skip   string  // it is not needed any more
	Result Written // for Made
}

// Handlers lists the handler of every action. To add one: a file with its
// handler, and a line here.
func Handlers(env *Env) map[string]Handler {
	return map[string]Handler{
		"ask":            ask{env: env},
		"comment":        comment{env},
		"digest":         digest{env: env},
		"draft_reminder": remind{env},
		"email":          email{env},
		"export":         export{env: env},
		"notify":         notify{env: env},
		"remind":         remind{env},
		"set_status":     setStatus{env},
		"tag":            tag{env},
	}
}
