package mirror

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// Snapshot is everything that MOCO has, as far as the mirror knows, frozen at
// one moment, in the order of ids. Objects that can't be understood are in
// Broken. ReadAt is the end of the oldest of the pulls that every decision rests
// on: of invoices, payments, reminders and companies; the error wraps ErrNotRead
// if one of them is missing. Reports are left out: see AddReports.
func (m *Mirror) Snapshot(ctx context.Context, today billing.Date) (billing.Snapshot, error) {
	snap := billing.Snapshot{Account: m.account, Today: today}
	err := m.db.View(ctx, func(tx *sql.Tx) error {
		for _, k := range Kinds() {
			s, err := m.stateIn(ctx, tx, k.Name)
			if err != nil {
				return err
			}
			if s.PulledAt.IsZero() {
				if k.Needed {
					return fmt.Errorf("%s: %w", k.Name, ErrNotRead)
				}
				continue
			}
			if k.Needed && (snap.ReadAt.IsZero() || s.PulledAt.Before(snap.ReadAt)) {
				snap.ReadAt = s.PulledAt
			}
			if err := m.decodeKind(ctx, tx, k, &snap); err != nil {
				return fmt.Errorf("%s: %w", k.Name, err)
			}
		}
		return nil
	})
	if err != nil {
		return billing.Snapshot{}, fmt.Errorf("read the mirror: %w", err)
	}
	return snap, nil
}

// Payments are the payments that can be read, and when they were pulled. They
// are left out if that was at known: the caller has them.
func (m *Mirror) Payments(ctx context.Context, known time.Time) (time.Time, []billing.Payment, error) {
	var snap billing.Snapshot
	at := known
	err := m.db.View(ctx, func(tx *sql.Tx) error {
		k, err := kindByName("payments")
		if err != nil {
			return err
		}
		s, err := m.stateIn(ctx, tx, k.Name)
		if at = s.PulledAt; err != nil || at.Equal(known) {
			return err
		}
		return m.decodeKind(ctx, tx, k, &snap)
	})
	if err != nil {
		return known, nil, fmt.Errorf("read the mirror's payments: %w", err)
	}
	return at, snap.Payments, nil
}

// decodeKind adds a data set's objects to the snapshot.
func (m *Mirror) decodeKind(ctx context.Context, tx *sql.Tx, k Kind, snap *billing.Snapshot) error {
	rows, err := tx.QueryContext(ctx, `SELECT id, parent_id, body FROM record
		WHERE account = $1 AND kind = $2 AND gone_at = 0 ORDER BY id`, m.account, k.key())
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent int64
		var body sql.RawBytes
		if err := rows.Scan(&id, &parent, &body); err != nil {
			return err
		}
		err := errNoID
		if id > 0 || k.report() {
			err = k.decode(snap, body)
		}
		if err != nil {
			snap.Broken = append(snap.Broken, billing.Broken{
				Kind: k.Name, ID: billing.ID(max(id, 0)), Parent: billing.ID(parent), Reason: err.Error(),
			})
		}
	}
	return rows.Err()
}
