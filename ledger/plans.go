package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/plan"
)

// RuleText is a rule file exactly as a plan used it.
type RuleText struct {
	Hash, Name, Body string
	// Letters says that it is no rule file, but letters that one refers to.
	Letters bool
}

// SavePlan stores a plan and the text of its rules. It plans nothing and
// releases nothing. A plan with a line that could not be carried out is refused
// as a whole.
func (l *Ledger) SavePlan(ctx context.Context, p plan.Plan, rules []RuleText) error {
	for _, line := range p.Lines {
		if err := checkParams(line.Action, line.Params); err != nil {
			return fmt.Errorf("plan %s, line %d: %w", p.ID, line.N, err)
		}
	}
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

// Plan reads a plan back. The error is ErrNotFound if there is none, or says
// that the stored plan was tampered with.
func (l *Ledger) Plan(ctx context.Context, id string) (plan.Plan, error) {
	var body, hash string
	err := l.db.QueryRowContext(ctx, `SELECT body, hash FROM plan WHERE id = $1 AND account = $2`, id, l.account).Scan(&body, &hash)
	if err != nil {
		return plan.Plan{}, one(err, "plan", id)
	}
	// The hash is plan.Plan.Hash's. It is taken of the bytes, because another
	// version of the product may write the same plan in another form.
	if sum := sha256.Sum256([]byte(body)); hex.EncodeToString(sum[:]) != hash {
		return plan.Plan{}, fmt.Errorf("plan %s was changed in the store: its hash does not fit", id)
	}
	var p plan.Plan
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		return plan.Plan{}, fmt.Errorf("plan %s: %w: %w", id, ErrForeign, err)
	}
	return p, nil
}

// PlanBefore is the last plan of a job that was made before a moment of the
// clock of dates: what was known on an earlier day. found is false if there is
// none that this version can read.
func (l *Ledger) PlanBefore(ctx context.Context, job string, t time.Time) (p plan.Plan, found bool, err error) {
	var id string
	err = l.db.QueryRowContext(ctx, `SELECT id FROM plan WHERE account = $1 AND job = $2 AND created_at < $3 ORDER BY created_at DESC, id LIMIT 1`,
		l.account, job, db.Millis(t)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return p, false, nil
	}
	if err != nil {
		return p, false, err
	}
	p, err = l.Plan(ctx, id)
	if errors.Is(err, ErrForeign) {
		return plan.Plan{}, false, nil
	}
	return p, err == nil, err
}

// RuleTexts reads the rule files that a plan came from.
func (l *Ledger) RuleTexts(ctx context.Context, files []plan.RuleFile) ([]RuleText, error) {
	out := make([]RuleText, 0, len(files))
	for _, f := range files {
		r := RuleText{Hash: f.Hash, Name: f.Name, Letters: f.Letters}
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
	State  string // open, used, rejected, expired
	By     string
	At     time.Time
	Reason string
}

// LineStates lists the lines of a plan that were new when it was made.
func (l *Ledger) LineStates(ctx context.Context, planID string) ([]LineState, error) {
	var out []LineState
	err := each(ctx, l.db, func(rows *sql.Rows) error {
		var s LineState
		var at int64
		err := rows.Scan(&s.N, &s.State, &s.By, &at, &s.Reason)
		s.At = db.Time(at)
		out = append(out, s)
		return err
	}, `SELECT n, state, by_whom, at, reason FROM plan_line WHERE plan = $1 ORDER BY n`, planID)
	if err != nil {
		return nil, err
	}
	return out, nil
}
