package mirror

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// KindState says how far the mirror of one data set is. The times are UTC;
// they are zero if it never happened.
type KindState struct {
	Kind     string
	Rows     int       // objects that MOCO has, as far as is known
	Gone     int       // objects that MOCO had
	Cursor   time.Time // MOCO's time after which the next pull asks for changes
	PulledAt time.Time // end of the last complete pull
	FullAt   time.Time // end of the last complete pull of everything
	Total    int       // how many objects that one had
}

// State is the state of every data set, in the order of reading.
func (m *Mirror) State(ctx context.Context) ([]KindState, error) {
	var states []KindState
	for _, k := range Kinds() {
		s, err := m.state(ctx, k.Name)
		if err != nil {
			return nil, err
		}
		err = m.db.QueryRowContext(ctx, `SELECT count(*), count(CASE WHEN gone_at <> 0 THEN 1 END) FROM record
			WHERE account = $1 AND kind = $2`, m.account, k.Name).Scan(&s.Rows, &s.Gone)
		if err != nil {
			return nil, fmt.Errorf("count %s: %w", k.Name, db.Explain(err))
		}
		s.Rows -= s.Gone
		states = append(states, s)
	}
	return states, nil
}

// state reads one data set's state without the counts; zero times if it was
// never pulled.
func (m *Mirror) state(ctx context.Context, kind string) (KindState, error) {
	return m.stateIn(ctx, m.db, kind)
}

func (m *Mirror) stateIn(ctx context.Context, q db.Queryer, kind string) (KindState, error) {
	s := KindState{Kind: kind}
	var cursor, pulled, full int64
	err := q.QueryRowContext(ctx, `SELECT cursor, pulled_at, full_at, total FROM pull_state WHERE account = $1 AND kind = $2`,
		m.account, kind).Scan(&cursor, &pulled, &full, &s.Total)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return s, fmt.Errorf("read the state of %s: %w", kind, db.Explain(err))
	}
	s.Cursor, s.PulledAt, s.FullAt = db.Time(cursor), db.Time(pulled), db.Time(full)
	return s, nil
}

func (m *Mirror) saveState(ctx context.Context, tx *sql.Tx, s KindState) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO pull_state (account, kind, cursor, pulled_at, full_at, total)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (account, kind) DO UPDATE SET cursor = excluded.cursor, pulled_at = excluded.pulled_at,
			full_at = excluded.full_at, total = excluded.total`,
		m.account, s.Kind, db.Millis(s.Cursor), db.Millis(s.PulledAt), db.Millis(s.FullAt), s.Total)
	return err
}
