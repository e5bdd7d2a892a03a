package ledger

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"time"
)

// Mark names this store among others of the same account, as in "7f3a": two
// installations know their letters by it. It is made once and stays with the
// store, also through a backup.
func (l *Ledger) Mark(ctx context.Context) (string, error) {
	name := "mark|" + l.account
	mark, err := meta(ctx, l.db, name)
	if err != nil || mark != "" {
		return mark, err
	}
	b := make([]byte, 2)
	if _, err := io.ReadFull(l.random, b); err != nil {
		return "", fmt.Errorf("no randomness for a mark: %w", err)
	}
	err = l.tx(ctx, func(tx *sql.Tx, _ time.Time) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING`, name, hex.EncodeToString(b))
		if err != nil {
			return err
		}
		mark, err = meta(ctx, tx, name)
		return err
	})
	return mark, err
}
