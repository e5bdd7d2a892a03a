package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/plan"
)

// Entry is one released action and what became of it. Times are the
// database's; a zero time means "never".
type Entry struct {
	ID         string
	Account    string
	Key        string // business identity
	Action     string
	Rule       string
	Subject    plan.Subject
	Run        string
	Plan       string
	Line       int    // its line in the plan; 0 for a follow-up such as email
	Parent     string // the entry that it follows; "" for most
	Params     plan.Params
	State      State
	Reason     string // why it ended, or waits, in words
	Fence      int64  // counts claims; every write to the row names it
	Owner      string
	LeaseUntil time.Time
	NextAt     time.Time // not to be touched before
	Deadline   time.Time // a planned entry expires after it; zero = never
	Attempts   int       // claims
	Crashes    int       // claims whose worker vanished
	Repeats    int       // writes repeated after an answer that never came
	CleanReads int       // reads since the intent that found nothing
	IntentAt   time.Time
	Baseline   []billing.ID // ids that existed before the write
	RemoteID   string       // what MOCO or Slack called the result
	Evidence   json.RawMessage
	ApprovedBy string
	CreatedAt  time.Time
	UpdatedAt  time.Time
	// Unreadable is why its details can't be read: another version wrote
	// them, or they were damaged. Params is nil then, and Reason says so too.
	// Only Entries gives such an entry; nobody carries it out.
	Unreadable error
}

// columns are the columns of entry in the order of scan.
const columns = `id, account, key, action, rule, subject, run, plan, line, parent, params, state, reason, fence, owner,
	lease_until, next_at, deadline, attempts, crashes, repeats, clean_reads, intent_at, baseline, remote_id, evidence,
	approved_by, created_at, updated_at`

type scanner interface{ Scan(dest ...any) error }

// scanEntry reads a row. A row whose details can't be read is no error: it is
// Unreadable.
func scanEntry(row scanner) (Entry, error) {
	var e Entry
	var subject, params, baseline, evidence string
	var lease, nextAt, deadline, intentAt, created, updated int64
	err := row.Scan(&e.ID, &e.Account, &e.Key, &e.Action, &e.Rule, &subject, &e.Run, &e.Plan, &e.Line, &e.Parent, &params,
		&e.State, &e.Reason, &e.Fence, &e.Owner, &lease, &nextAt, &deadline, &e.Attempts, &e.Crashes, &e.Repeats,
		&e.CleanReads, &intentAt, &baseline, &e.RemoteID, &evidence, &e.ApprovedBy, &created, &updated)
	if err != nil {
		return Entry{}, err
	}
	e.LeaseUntil, e.NextAt, e.Deadline = db.Time(lease), db.Time(nextAt), db.Time(deadline)
	e.IntentAt, e.CreatedAt, e.UpdatedAt = db.Time(intentAt), db.Time(created), db.Time(updated)
	e.Evidence = json.RawMessage(evidence)
	if err := e.decode(subject, baseline, params); err != nil {
		e.Params, e.Unreadable = nil, err
		e.Reason = "this version can't read it: " + clean(err.Error())
	}
	return e, nil
}

// decode reads the columns that hold JSON, and looks whether the state is one of
// this version.
func (e *Entry) decode(subject, baseline, params string) (err error) {
	if err := json.Unmarshal([]byte(subject), &e.Subject); err != nil {
		return fmt.Errorf("entry %s: subject: %w", e.ID, err)
	}
	if err := json.Unmarshal([]byte(baseline), &e.Baseline); err != nil {
		return fmt.Errorf("entry %s: baseline: %w", e.ID, err)
	}
	if e.Params, err = plan.DecodeParams(e.Action, []byte(params)); err != nil {
		return fmt.Errorf("entry %s: %w", e.ID, err)
	}
	if _, known := next[e.State]; !known {
		return fmt.Errorf("entry %s: unknown state %q", e.ID, e.State)
	}
	return nil
}

// insert adds a planned entry and returns its id. A living or done entry with
// the same key is not an error: the id is "" then, and nothing was added.
func (l *Ledger) insert(ctx context.Context, tx *sql.Tx, now time.Time, e Entry) (id string, err error) {
	if err := checkParams(e.Action, e.Params); err != nil {
		return "", err
	}
	if id, err = l.entryID(); err != nil {
		return "", err
	}
	subject, err := toJSON(e.Subject)
	if err != nil {
		return "", err
	}
	params, err := toJSON(e.Params)
	if err != nil {
		return "", err
	}
	invoice, level := invoiceOf(e.Params)
	res, err := tx.ExecContext(ctx, `INSERT INTO entry (`+columns+`, invoice_id, level)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', 0, '', 0, 0, $13, 0, 0, 0, 0, 0, '[]', '', '{}', $14, $15, $15, $16, $17)
		ON CONFLICT (account, key) WHERE state NOT IN ('skipped', 'failed', 'expired') DO NOTHING`,
		id, l.account, e.Key, e.Action, e.Rule, subject, e.Run, e.Plan, e.Line, e.Parent, params, Planned,
		db.Millis(e.Deadline), e.ApprovedBy, db.Millis(now), invoice, level)
	if err != nil {
		return "", err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return "", err
	}
	detail, err := toJSON(map[string]any{"key": e.Key, "action": e.Action, "rule": e.Rule, "plan": e.Plan, "line": e.Line})
	if err != nil {
		return "", err
	}
	return id, l.note(ctx, tx, now, Event{Entry: id, Run: e.Run, Actor: e.ApprovedBy, To: Planned, Detail: detail})
}

// checkParams refuses details that could not be carried out, or not be read
// back under the action's name.
func checkParams(action string, p plan.Params) error {
	if p == nil {
		return fmt.Errorf("action %s has no details", action)
	}
	if p.Action() != action {
		return fmt.Errorf("action %s has the details of %s", action, p.Action())
	}
	return p.Validate()
}

// invoiceOf is the invoice and level that an action is about, 0 if none.
func invoiceOf(p plan.Params) (billing.ID, int) {
	switch p := p.(type) {
	case plan.Remind:
		return p.InvoiceID, p.Level
	case plan.Email:
		return p.Letter.InvoiceID, p.Letter.Level
	case plan.Tag:
		return p.InvoiceID, 0
	case plan.Comment:
		return p.InvoiceID, p.Level
	case plan.SetStatus:
		return p.InvoiceID, 0
	case plan.Notify:
		return p.InvoiceID, 0
	}
	return 0, 0
}

// Entry reads one entry. The error is ErrNotFound if there is none, and says so
// if it can't be read.
func (l *Ledger) Entry(ctx context.Context, id string) (Entry, error) {
	return l.entry(ctx, l.db, id)
}

// entry reads one entry, perhaps inside a transaction.
func (l *Ledger) entry(ctx context.Context, q db.Queryer, id string) (Entry, error) {
	e, err := scanEntry(q.QueryRowContext(ctx, `SELECT `+columns+` FROM entry WHERE id = $1 AND account = $2`, id, l.account))
	switch {
	case err != nil:
		return e, one(err, "entry", id)
	case e.Unreadable != nil:
		return Entry{}, e.Unreadable
	}
	return e, nil
}

// Filter chooses entries. Empty fields choose all.
type Filter struct {
	Run    string
	Plan   string
	States []State
	// Rule keeps the entries that a rule asked for.
	Rule string
	// Action keeps the entries of one action, such as "email".
	Action string
	// Invoice keeps the entries about one invoice.
	Invoice billing.ID
	// Due keeps entries that may be claimed now: open, not leased, and not
	// waiting for a later time.
	Due bool
	// Unsettled keeps entries that are not final, also those in a state that
	// only another version of the product knows.
	Unsettled bool
	Limit     int
}

// Entries lists entries in the order in which they were released, also those
// that are Unreadable: one damaged row must not stop all others.
func (l *Ledger) Entries(ctx context.Context, f Filter) ([]Entry, error) {
	where, args := []string{"account = $1"}, []any{l.account}
	add := func(cond string, v any) {
		args = append(args, v)
		where = append(where, strings.ReplaceAll(cond, "?", fmt.Sprintf("$%d", len(args))))
	}
	if f.Run != "" {
		add("run = ?", f.Run)
	}
	if f.Plan != "" {
		add("plan = ?", f.Plan)
	}
	if f.Rule != "" {
		add("rule = ?", f.Rule)
	}
	if f.Action != "" {
		add("action = ?", f.Action)
	}
	if f.Invoice != 0 {
		add("invoice_id = ?", f.Invoice)
	}
	if f.Due {
		now, err := l.Now(ctx)
		if err != nil {
			return nil, err
		}
		f.States = []State{Planned, Claimed, Intent}
		where = append(where, fmt.Sprintf("lease_until NOT BETWEEN %d AND %d", db.Millis(now), l.farthest(now)))
		where = append(where, fmt.Sprintf("(next_at <= %d OR updated_at > %d)", db.Millis(now), db.Millis(now.Add(future))))
	}
	if f.Unsettled {
		where = append(where, "state NOT IN ('done', 'skipped', 'failed', 'expired')")
	}
	if len(f.States) > 0 {
		var marks []string
		for _, s := range f.States {
			args = append(args, s)
			marks = append(marks, fmt.Sprintf("$%d", len(args)))
		}
		where = append(where, "state IN ("+strings.Join(marks, ", ")+")")
	}
	q := `SELECT ` + columns + ` FROM entry WHERE ` + strings.Join(where, " AND ") + ` ORDER BY created_at, plan, line, id`
	if f.Limit > 0 {
		q += fmt.Sprintf(" LIMIT %d", f.Limit)
	}
	var out []Entry
	err := each(ctx, l.db, func(rows *sql.Rows) error {
		e, err := scanEntry(rows)
		out = append(out, e)
		return err
	}, q, args...)
	if err != nil {
		return nil, err
	}
	return out, nil
}
