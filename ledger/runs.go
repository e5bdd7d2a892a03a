package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// RunStatus is how a run stands.
type RunStatus string

// The statuses of a run. The worst of its actions decides how it ends.
const (
	RunQueued  RunStatus = "queued"
	RunRunning RunStatus = "running"
	RunWaiting RunStatus = "waiting" // for an approval; everything else is finished
	RunDone    RunStatus = "done"
	RunPartly  RunStatus = "partly"  // some actions failed, or are unclear
	RunStopped RunStatus = "stopped" // a limit stopped it; nothing was sent
	RunFailed  RunStatus = "failed"
)

// Ended reports whether the run will do nothing more by itself.
func (s RunStatus) Ended() bool { return s != RunQueued && s != RunRunning }

// Run is one execution of a job.
type Run struct {
	ID        string     `json:"id"` // "r_8f31"
	Job       string     `json:"job"`
	Origin    string     `json:"origin"`   // person, backfill, schedule, request
	AskedBy   string     `json:"asked_by"` // "anna@host", or the schedule's name
	Tick      string     `json:"tick,omitempty"`
	Asked     Asked      `json:"asked,omitzero"` // of an export on request
	PlanOnly  bool       `json:"plan_only"`
	Status    RunStatus  `json:"status"`
	Step      string     `json:"step"` // pull, decide, apply, close: where it is, or where it failed
	Plan      string     `json:"plan,omitempty"`
	Error     string     `json:"error,omitempty"`
	Summary   RunSummary `json:"summary"`
	CreatedAt time.Time  `json:"created_at"`
	StartedAt time.Time  `json:"started_at"`
	EndedAt   time.Time  `json:"ended_at"`
}

// Asked is what a person has set for an export on request. It holds days,
// numbers and words of the configuration, never a customer's: it goes through
// the queue, which whoever runs a Redis can read.
type Asked struct {
	Set  map[string]string `json:"set,omitempty"`  // as_of, period and parameters
	To   string            `json:"to,omitempty"`   // instead of the export's own places
	Pull bool              `json:"pull,omitempty"` // read MOCO first
}

// RunSummary counts what became of the run's actions.
type RunSummary struct {
	Actions map[string]map[State]int `json:"actions,omitempty"` // action → state → number
	Waiting int                      `json:"waiting,omitempty"` // lines that wait for approval
	Notes   []string                 `json:"notes,omitempty"`   // for people: stopped by a limit, no write key, …
}

// InTerminal reports whether a person has started the run in his own terminal,
// which carries it through as long as it lives.
func (r Run) InTerminal() bool { return r.Origin == "person" || r.Origin == OriginBackfill }

// OriginBackfill is the origin of a run that makes the files of one past
// period, which its tick names. It writes no letters, changes nothing in MOCO
// and tells nobody.
const OriginBackfill = "backfill"

// StartRun records a run. A run that exists already is left alone: created is
// false then, and the stored run is returned.
func (l *Ledger) StartRun(ctx context.Context, r Run) (stored Run, created bool, err error) {
	r.AskedBy = clean(r.AskedBy)
	err = l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		created, err = l.insertRun(ctx, tx, now, r)
		return err
	})
	if err != nil {
		return Run{}, false, err
	}
	stored, err = l.Run(ctx, r.ID)
	return stored, created, err
}

// insertRun adds a queued run; created is false if it is there already.
func (l *Ledger) insertRun(ctx context.Context, tx *sql.Tx, now time.Time, r Run) (created bool, err error) {
	asked, err := toJSON(r.Asked)
	if err != nil {
		return false, err
	}
	res, err := tx.ExecContext(ctx, `INSERT INTO run (id, account, job, origin, asked_by, tick, plan_only, status, step, plan, error, summary, owner,
			lease_until, created_at, started_at, ended_at, asked)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', '', '{}', '', 0, $9, 0, 0, $10) ON CONFLICT DO NOTHING`,
		r.ID, l.account, r.Job, r.Origin, r.AskedBy, r.Tick, flag(r.PlanOnly), RunQueued, db.Millis(now), asked)
	if err != nil {
		return false, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	of := map[string]any{"job": r.Job, "origin": r.Origin, "tick": r.Tick, "plan_only": r.PlanOnly}
	if asked != "{}" {
		of["asked"] = r.Asked
	}
	detail, err := toJSON(of)
	if err != nil {
		return false, err
	}
	return true, l.note(ctx, tx, now, Event{Run: r.ID, Actor: r.AskedBy, To: State(RunQueued), Detail: detail})
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

const runColumns = `id, job, origin, asked_by, tick, plan_only, status, step, plan, error, summary, created_at, started_at, ended_at, asked`

func scanRun(row scanner) (Run, error) {
	var r Run
	var planOnly int
	var summary, asked string
	var created, started, ended int64
	err := row.Scan(&r.ID, &r.Job, &r.Origin, &r.AskedBy, &r.Tick, &planOnly, &r.Status, &r.Step, &r.Plan, &r.Error, &summary, &created, &started, &ended, &asked)
	if err != nil {
		return Run{}, err
	}
	r.PlanOnly = planOnly == 1
	r.CreatedAt, r.StartedAt, r.EndedAt = db.Time(created), db.Time(started), db.Time(ended)
	if err := json.Unmarshal([]byte(asked), &r.Asked); err != nil {
		return r, err
	}
	return r, json.Unmarshal([]byte(summary), &r.Summary)
}

// Run reads one run. The error is ErrNotFound if there is none.
func (l *Ledger) Run(ctx context.Context, id string) (Run, error) {
	r, err := scanRun(l.db.QueryRowContext(ctx, `SELECT `+runColumns+` FROM run WHERE id = $1 AND account = $2`, id, l.account))
	return r, one(err, "run", id)
}

// Runs lists the latest runs of a job, newest first; of all jobs if job is "".
func (l *Ledger) Runs(ctx context.Context, job string, limit int) ([]Run, error) {
	var out []Run
	err := each(ctx, l.db, func(rows *sql.Rows) error {
		r, err := scanRun(rows)
		out = append(out, r)
		return err
	}, `SELECT `+runColumns+` FROM run WHERE account = $1 AND ($2 = '' OR job = $2) ORDER BY created_at DESC, id LIMIT $3`, l.account, job, limit)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// RunsWaiting are the runs that wait for an approval, the oldest first.
func (l *Ledger) RunsWaiting(ctx context.Context) ([]Run, error) {
	var out []Run
	err := each(ctx, l.db, func(rows *sql.Rows) error {
		r, err := scanRun(rows)
		out = append(out, r)
		return err
	}, `SELECT `+runColumns+` FROM run WHERE account = $1 AND plan_only = 0 AND plan <> '' AND status IN ($2, $3)
		AND summary LIKE '%"waiting":%' ORDER BY created_at, id`, l.account, RunWaiting, RunPartly)
	return out, err
}

// TakeRun makes this process the one that works on a run: its lease is free,
// has run out, or is this process's own from an attempt before. The error is
// ErrBusy if another process works on it, if it ended, or if there is none.
func (l *Ledger) TakeRun(ctx context.Context, id string) error {
	return l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		res, err := tx.ExecContext(ctx, `UPDATE run SET status = $1, owner = $2, lease_until = $3,
				started_at = CASE started_at WHEN 0 THEN $4 ELSE started_at END
			WHERE id = $5 AND account = $6 AND status IN ('queued', 'running') AND (lease_until NOT BETWEEN $4 AND $7 OR owner = $2)`,
			RunRunning, l.owner, db.Millis(now.Add(l.lease)), db.Millis(now), id, l.account, l.farthest(now))
		return oneRow(res, err, ErrBusy)
	})
}

// StepRun records where a run is, and renews its lease. planID "" leaves its
// plan as it is. The error is ErrLost if another process took the run over, or
// if it ended.
func (l *Ledger) StepRun(ctx context.Context, id, step, planID string) error {
	return l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		res, err := tx.ExecContext(ctx, `UPDATE run SET step = $1, plan = CASE $2 WHEN '' THEN plan ELSE $2 END, lease_until = $3
			WHERE id = $4 AND account = $5 AND owner = $6`, step, planID, db.Millis(now.Add(l.lease)), id, l.account, l.owner)
		return oneRow(res, err, ErrLost)
	})
}

// EndRun records how a run stands when its worker is finished with it. A run
// that waits or is partly done may be ended again later, when its last entries
// have settled. The errors are ErrNotFound, and ErrLost if another process works
// on the run.
func (l *Ledger) EndRun(ctx context.Context, id string, status RunStatus, summary RunSummary, problem error) error {
	text := ""
	if problem != nil {
		text = clean(problem.Error())
	}
	body, err := toJSON(summary)
	if err != nil {
		return err
	}
	if _, err := l.Run(ctx, id); err != nil {
		return err
	}
	return l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		res, err := tx.ExecContext(ctx, `UPDATE run SET status = $1, summary = $2, error = $3, ended_at = $4, owner = '', lease_until = 0
			WHERE id = $5 AND account = $6 AND (owner = $7 OR lease_until < $4)`,
			status, body, text, db.Millis(now), id, l.account, l.owner)
		if err := oneRow(res, err, ErrLost); err != nil {
			return err
		}
		detail, err := toJSON(map[string]any{"status": status, "error": text})
		if err != nil {
			return err
		}
		return l.note(ctx, tx, now, Event{Run: id, Actor: l.owner, To: State(status), Detail: detail})
	})
}
