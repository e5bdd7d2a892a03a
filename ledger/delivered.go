package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
)

// Delivered is the latest file that was delivered for a period.
type Delivered struct {
	Export   string         `json:"export"` // its name in the configuration
	Period   billing.Period `json:"period"`
	Template string         `json:"template"`
	File     string         `json:"file"`
	SHA256   string         `json:"sha256"`
	Run      string         `json:"run"`
	At       time.Time      `json:"at"`
	Rows     int            `json:"rows"`
	// Pack is what the file says, for a later comparison. DeliveredFiles leaves
	// it out.
	Pack string `json:"-"`
}

// KeepDelivered remembers a delivered file in the place of the one before it.
func (l *Ledger) KeepDelivered(ctx context.Context, d Delivered) error {
	return l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO delivered (account, export, from_day, to_day, template, file, sha256, run, at, row_count, body)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
			ON CONFLICT (account, export, from_day, to_day) DO UPDATE SET template = excluded.template, file = excluded.file,
				sha256 = excluded.sha256, run = excluded.run, at = excluded.at, row_count = excluded.row_count, body = excluded.body`,
			l.account, d.Export, day(d.Period.From), day(d.Period.To), d.Template, d.File, d.SHA256, d.Run, db.Millis(now), d.Rows, d.Pack)
		return err
	})
}

const deliveredColumns = `export, from_day, to_day, template, file, sha256, run, at, row_count`

func scanDelivered(row scanner, more ...any) (Delivered, error) {
	var d Delivered
	var from, to string
	var at int64
	err := row.Scan(append([]any{&d.Export, &from, &to, &d.Template, &d.File, &d.SHA256, &d.Run, &at, &d.Rows}, more...)...)
	if err != nil {
		return d, err
	}
	d.At = db.Time(at)
	if err := readDay(from, &d.Period.From); err != nil {
		return d, err
	}
	return d, readDay(to, &d.Period.To)
}

// DeliveredFor is the file that was delivered for a period, with what it says.
// The error is ErrNotFound if there is none.
func (l *Ledger) DeliveredFor(ctx context.Context, export string, p billing.Period) (Delivered, error) {
	var pack string
	d, err := scanDelivered(l.db.QueryRowContext(ctx, `SELECT `+deliveredColumns+`, body FROM delivered
		WHERE account = $1 AND export = $2 AND from_day = $3 AND to_day = $4`, l.account, export, day(p.From), day(p.To)), &pack)
	d.Pack = pack
	return d, one(err, "file of "+export+" for", p.Name())
}

// DeliveredFiles lists the files that were delivered for periods, the oldest
// period first; those of one export, or all if it is "".
func (l *Ledger) DeliveredFiles(ctx context.Context, export string) ([]Delivered, error) {
	var out []Delivered
	err := each(ctx, l.db, func(rows *sql.Rows) error {
		d, err := scanDelivered(rows)
		out = append(out, d)
		return err
	}, `SELECT `+deliveredColumns+` FROM delivered WHERE account = $1 AND ($2 = '' OR export = $2) ORDER BY from_day, to_day, export`, l.account, export)
	if err != nil {
		return nil, fmt.Errorf("delivered files: %w", err)
	}
	return out, nil
}
