package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/plan"
)

// Release is a person's or a job's decision to carry out lines of a plan.
type Release struct {
	Plan  plan.Plan
	Lines []int // numbers; nil for all open lines
	By    string
	// Within is the time after which what was not carried out expires, from now
	// on by the database's clock; 0 = never. A negative time is over already.
	Within time.Duration
	// PerCustomer is how many reminders a customer may get from Day on, a
	// moment of the database's clock, with those that others have released
	// since the plan was made; 0 = not checked.
	PerCustomer int
	Day         time.Time
}

// CrowdedError says that a customer would get more reminders in a day than he
// may, because others were released since the plan was made.
type CrowdedError struct {
	Plan     string
	Customer plan.Subject // of the line that was too much
	N, Max   int
}

// Error says how many, and to whom.
func (e *CrowdedError) Error() string {
	return fmt.Sprintf("%d to %s in one day (limit %d), with what was released since plan %s was made", e.N, e.Customer.Name, e.Max, e.Plan)
}

// UsedError says that lines of a plan were used or rejected before. A line can
// be released once.
type UsedError struct {
	Plan string
	By   string
	At   time.Time
}

// Error names who used the plan; the caller adds the local time.
func (e *UsedError) Error() string { return fmt.Sprintf("plan %s was used by %s", e.Plan, e.By) }

// Released says what a release did.
type Released struct {
	Entries []string // ids of the new entries
	InHand  []int    // lines whose key was alive or done already
}

// Release is the one door from a plan to the ledger: in one transaction the
// lines are marked used and entries are made. What is released is the plan as
// it was stored and shown, whatever the caller holds by now. It fails with
// *UsedError when one of the lines is not open any more, with *CrowdedError when
// a customer would get too many reminders, and with ErrNotFound when the plan
// has no such new line; then nothing happens.
func (l *Ledger) Release(ctx context.Context, r Release) (Released, error) {
	stored, err := l.Plan(ctx, r.Plan.ID)
	if err != nil {
		return Released{}, err
	}
	lines, err := chosen(stored, r.Lines)
	if err != nil {
		return Released{}, err
	}
	r.Plan, r.By = stored, clean(r.By)
	var out Released
	err = l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		out = Released{}
		var entered []plan.Line
		for _, line := range lines {
			used, err := useLine(ctx, tx, stored.ID, line.N, "used", r.By, "", now)
			if err != nil {
				return err
			}
			if !used {
				return usedBy(ctx, tx, stored.ID, line.N)
			}
			id, err := l.releaseLine(ctx, tx, now, r, line)
			switch {
			case err != nil:
				return fmt.Errorf("plan %s, line %d: %w", stored.ID, line.N, err)
			case id == "":
				out.InHand = append(out.InHand, line.N)
			default:
				out.Entries, entered = append(out.Entries, id), append(entered, line)
			}
		}
		return l.crowded(ctx, tx, r, entered)
	})
	if err != nil {
		return Released{}, err
	}
	return out, nil
}

// crowded looks, with the lines already entered, whether a customer of theirs
// gets too many reminders.
func (l *Ledger) crowded(ctx context.Context, tx *sql.Tx, r Release, lines []plan.Line) error {
	if r.PerCustomer == 0 {
		return nil
	}
	letters, err := l.lettersSince(ctx, tx, r.Day)
	if err != nil {
		return err
	}
	for _, line := range lines {
		if p, ok := line.Params.(plan.Remind); ok && letters[p.CustomerID] > r.PerCustomer {
			return &CrowdedError{Plan: r.Plan.ID, Customer: line.Subject, N: letters[p.CustomerID], Max: r.PerCustomer}
		}
	}
	return nil
}

// chosen are the plan's new lines with these numbers; nil means all.
func chosen(p plan.Plan, numbers []int) ([]plan.Line, error) {
	lines := p.New()
	if numbers == nil {
		return lines, nil
	}
	for _, n := range numbers {
		if !slices.ContainsFunc(lines, func(x plan.Line) bool { return x.N == n }) {
			return nil, fmt.Errorf("plan %s: new line %d: %w", p.ID, n, ErrNotFound)
		}
	}
	return slices.DeleteFunc(lines, func(x plan.Line) bool { return !slices.Contains(numbers, x.N) }), nil
}

// releaseLine makes the line's entry; the id is "" if its key is in hand.
func (l *Ledger) releaseLine(ctx context.Context, tx *sql.Tx, now time.Time, r Release, line plan.Line) (id string, err error) {
	return l.insert(ctx, tx, now, Entry{
		Key: line.Key, Action: line.Action, Rule: line.Rule, Subject: line.Subject, Run: r.Plan.Run, Plan: r.Plan.ID,
		Line: line.N, Params: line.Params, Deadline: r.deadline(now), ApprovedBy: r.By,
	})
}

// Expire marks open lines that nobody has released in time, and returns how
// many. nil means all; lines that are not open are left as they are.
func (l *Ledger) Expire(ctx context.Context, p plan.Plan, lines []int) (int, error) {
	const by, reason = "nobody", "nobody approved it in time"
	n := 0
	err := l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		n = 0
		for _, line := range p.New() {
			if lines != nil && !slices.Contains(lines, line.N) {
				continue
			}
			used, err := useLine(ctx, tx, p.ID, line.N, "expired", by, reason, now)
			if err != nil {
				return err
			}
			if used {
				n++
			}
		}
		if n == 0 {
			return nil
		}
		detail, err := toJSON(map[string]any{"plan": p.ID, "lines": n, "reason": reason})
		if err != nil {
			return err
		}
		return l.note(ctx, tx, now, Event{Run: p.Run, Actor: by, To: Expired, Detail: detail})
	})
	return n, err
}

func useLine(ctx context.Context, tx *sql.Tx, planID string, n int, state, by, reason string, now time.Time) (bool, error) {
	res, err := tx.ExecContext(ctx, `UPDATE plan_line SET state = $1, by_whom = $2, at = $3, reason = $4 WHERE plan = $5 AND n = $6 AND state = 'open'`,
		state, by, db.Millis(now), reason, planID, n)
	if err != nil {
		return false, err
	}
	k, err := res.RowsAffected()
	return k == 1, err
}

func usedBy(ctx context.Context, tx *sql.Tx, planID string, n int) error {
	e := &UsedError{Plan: planID}
	var at int64
	err := tx.QueryRowContext(ctx, `SELECT by_whom, at FROM plan_line WHERE plan = $1 AND n = $2`, planID, n).Scan(&e.By, &at)
	if err != nil {
		return one(err, "plan line", fmt.Sprintf("%s/%d", planID, n))
	}
	e.At = db.Time(at)
	return e
}

// deadline is the end of Within.
func (r Release) deadline(now time.Time) time.Time {
	if r.Within == 0 {
		return time.Time{}
	}
	return now.Add(r.Within)
}
