package ledger

import (
	"context"
	"database/sql"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// DeliveryState says whether a file or a message has arrived.
type DeliveryState string

// The states of a delivery. A pending one is tried again by itself.
const (
	DeliveryPending   DeliveryState = "pending"
	DeliveryDelivered DeliveryState = "delivered"
	DeliveryFailed    DeliveryState = "failed"
)

// Delivery is one file or message on its way to one place. Times are the
// database's.
type Delivery struct {
	Entry    string        `json:"action"`
	Run      string        `json:"run"`
	Place    string        `json:"place"`          // "#finance", "mailto:…", "dir:…", "s3://…"
	Name     string        `json:"file,omitempty"` // "" for a message
	State    DeliveryState `json:"state"`
	Attempts int           `json:"attempts"`
	Reason   string        `json:"reason,omitempty"` // why the last attempt failed, or where it went instead
	SHA256   string        `json:"sha256,omitempty"` // of the file as it was read back, or sent
	// Receipt is what the place called it: a path, an address, a message's id.
	Receipt   string    `json:"receipt,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// NoteDelivery records how a delivery stands. One that was delivered stays so.
// What ends, one way or the other, is an event of the audit.
func (l *Ledger) NoteDelivery(ctx context.Context, d Delivery) error {
	d.Place, d.Name, d.Reason, d.Receipt = clean(d.Place), clean(d.Name), clean(d.Reason), clean(d.Receipt)
	return l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		res, err := tx.ExecContext(ctx, `INSERT INTO delivery (account, entry, place, run, name, state, attempts, reason, sha256, receipt, created_at, updated_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
			ON CONFLICT (account, entry, place) DO UPDATE SET name = excluded.name, state = excluded.state, attempts = excluded.attempts,
				reason = excluded.reason, sha256 = excluded.sha256, receipt = excluded.receipt, updated_at = excluded.updated_at
			WHERE delivery.state <> 'delivered'`,
			l.account, d.Entry, d.Place, d.Run, d.Name, d.State, d.Attempts, d.Reason, d.SHA256, d.Receipt, db.Millis(now))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 || d.State == DeliveryPending {
			return err
		}
		detail, err := toJSON(map[string]any{"action": d.Entry, "place": d.Place, "file": d.Name, "sha256": d.SHA256, "receipt": d.Receipt, "reason": d.Reason})
		if err != nil {
			return err
		}
		return l.note(ctx, tx, now, Event{Run: d.Run, Actor: l.owner, To: "delivery_" + State(d.State), Detail: detail})
	})
}

// Deliveries lists the deliveries of a run, and, if entry is not "", of one of
// its actions only, in the order in which they began.
func (l *Ledger) Deliveries(ctx context.Context, run, entry string) ([]Delivery, error) {
	var out []Delivery
	err := each(ctx, l.db, func(rows *sql.Rows) error {
		var d Delivery
		var created, updated int64
		err := rows.Scan(&d.Entry, &d.Run, &d.Place, &d.Name, &d.State, &d.Attempts, &d.Reason, &d.SHA256, &d.Receipt, &created, &updated)
		d.CreatedAt, d.UpdatedAt = db.Time(created), db.Time(updated)
		out = append(out, d)
		return err
	}, `SELECT entry, run, place, name, state, attempts, reason, sha256, receipt, created_at, updated_at FROM delivery
		WHERE account = $1 AND run = $2 AND ($3 = '' OR entry = $3) ORDER BY created_at, entry, place`, l.account, run, entry)
	return out, err
}
