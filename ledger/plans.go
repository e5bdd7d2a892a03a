package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/plan"
)

// RuleText is a rule file exactly as a plan used it.
type RuleText struct {
	Hash, Name, Body string
}

// SavePlan stores a plan and the text of its rules. It plans nothing and
// releases nothing.
func (l *Ledger) SavePlan(ctx context.Context, p plan.Plan, rules []RuleText) error {
	hash, err := p.Hash()
	if err != nil {
		return err
	}
	body, err := toJSON(p)
	if err != nil {
		return err
	}
	return l.db.Tx(ctx, func(tx *sql.Tx) error {
		for _, r := range rules {
			_, err := tx.ExecContext(ctx, `INSERT INTO rule_text (hash, name, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, r.Hash, r.Name, r.Body)
			if err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO plan (id, account, run, job, hash, created_at, expires_at, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			p.ID, l.account, p.Run, p.Job, hash, db.Millis(p.CreatedAt), db.Millis(p.ExpiresAt), body)
		if err != nil {
			return err
		}
		for _, line := range p.New() {
			_, err := tx.ExecContext(ctx, `INSERT INTO plan_line (plan, n, state, by_whom, at, reason) VALUES ($1, $2, 'open', '', 0, '')`, p.ID, line.N)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Plan reads a plan back. The error is ErrNotFound if there is none.
func (l *Ledger) Plan(ctx context.Context, id string) (plan.Plan, error) {
	var body, hash string
	err := l.db.QueryRowContext(ctx, `SELECT body, hash FROM plan WHERE id = $1 AND account = $2`, id, l.account).Scan(&body, &hash)
	if err != nil {
		return plan.Plan{}, one(err, "plan", id)
	}
	var p plan.Plan
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		return plan.Plan{}, fmt.Errorf("plan %s: %w", id, err)
	}
	if got, err := p.Hash(); err != nil || got != hash {
		return plan.Plan{}, errors.Join(err, fmt.Errorf("plan %s was changed in the store: its hash does not fit", id))
	}
	return p, nil
}

// RuleTexts reads the rule files that a plan came from.
func (l *Ledger) RuleTexts(ctx context.Context, files []plan.RuleFile) ([]RuleText, error) {
	out := make([]RuleText, 0, len(files))
	for _, f := range files {
		r := RuleText{Hash: f.Hash, Name: f.Name}
		err := l.db.QueryRowContext(ctx, `SELECT body FROM rule_text WHERE hash = $1`, f.Hash).Scan(&r.Body)
		if err != nil {
			return nil, one(err, "rule file", f.Short())
		}
		out = append(out, r)
	}
	return out, nil
}

// LineState is what became of a plan's line.
type LineState struct {
	N      int
	State  string // open, used, rejected
	By     string
	At     time.Time
	Reason string
}

// LineStates lists the lines of a plan that were new when it was made.
func (l *Ledger) LineStates(ctx context.Context, planID string) ([]LineState, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT n, state, by_whom, at, reason FROM plan_line WHERE plan = $1 ORDER BY n`, planID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []LineState
	for rows.Next() {
		var s LineState
		var at int64
		if err := rows.Scan(&s.N, &s.State, &s.By, &at, &s.Reason); err != nil {
			return nil, err
		}
		s.At = db.Time(at)
		out = append(out, s)
	}
	return out, rows.Err()
}

// Release is a person's or a job's decision to carry out lines of a plan.
type Release struct {
	Plan  plan.Plan
	Lines []int // numbers; nil for all open lines
	By    string
	// Deadline is when what was not carried out expires; zero = never.
	Deadline time.Time
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
// lines are marked used and entries are made. It fails with *UsedError when
// one of the lines is not open any more, and then does nothing.
func (l *Ledger) Release(ctx context.Context, r Release) (Released, error) {
	var out Released
	err := l.db.Tx(ctx, func(tx *sql.Tx) error {
		out = Released{}
		now, err := l.db.Now(ctx, tx)
		if err != nil {
			return err
		}
		lines := r.Plan.New()
		if r.Lines != nil {
			lines = slices.DeleteFunc(lines, func(x plan.Line) bool { return !slices.Contains(r.Lines, x.N) })
		}
		for _, line := range lines {
			used, err := useLine(ctx, tx, r.Plan.ID, line.N, "used", r.By, "", now)
			if err != nil {
				return err
			}
			if !used {
				return usedBy(ctx, tx, r.Plan.ID, line.N)
			}
			if err := l.releaseLine(ctx, tx, now, r, line, &out); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func (l *Ledger) releaseLine(ctx context.Context, tx *sql.Tx, now time.Time, r Release, line plan.Line, out *Released) error {
	e := Entry{Key: line.Key, Action: line.Action, Rule: line.Rule, Subject: line.Subject, Run: r.Plan.Run, Plan: r.Plan.ID,
		Line: line.N, Params: line.Params, Deadline: r.Deadline, ApprovedBy: r.By}
	inserted, err := l.insert(ctx, tx, now, e)
	if err != nil {
		return fmt.Errorf("plan %s, line %d: %w", r.Plan.ID, line.N, err)
	}
	if !inserted {
		out.InHand = append(out.InHand, line.N)
		return nil
	}
	var id string
	if err := tx.QueryRowContext(ctx, `SELECT id FROM entry WHERE plan = $1 AND line = $2 AND parent = ''`, r.Plan.ID, line.N).Scan(&id); err != nil {
		return err
	}
	out.Entries = append(out.Entries, id)
	return nil
}

// Reject marks open lines so that they can never be released. nil means all.
func (l *Ledger) Reject(ctx context.Context, p plan.Plan, lines []int, by, reason string) (int, error) {
	n := 0
	err := l.db.Tx(ctx, func(tx *sql.Tx) error {
		n = 0
		now, err := l.db.Now(ctx, tx)
		if err != nil {
			return err
		}
		for _, line := range p.New() {
			if lines != nil && !slices.Contains(lines, line.N) {
				continue
			}
			used, err := useLine(ctx, tx, p.ID, line.N, "rejected", by, reason, now)
			if err != nil {
				return err
			}
			if used {
				n++
			}
		}
		detail, err := toJSON(map[string]any{"plan": p.ID, "lines": n, "reason": reason})
		if err != nil {
			return err
		}
		return l.note(ctx, tx, now, Event{Run: p.Run, Actor: by, To: "rejected", Detail: detail})
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
