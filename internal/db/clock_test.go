package db_test

import (
	"database/sql"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
)

func TestMillis(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		at   time.Time
		want int64
	}{
		{time.Time{}, 0},
		{time.Date(2026, 11, 23, 9, 0, 0, 999_999, time.UTC), 1_795_424_400_000},
		{time.Date(2026, 11, 23, 10, 0, 0, 5e6, time.FixedZone("CET", 3600)), 1_795_424_400_005},
		{time.Date(1969, 12, 31, 23, 59, 59, 0, time.UTC), -1000},
	} {
		got := db.Millis(tt.at)
		if got != tt.want {
			t.Errorf("Millis(%v) = %d, want %d", tt.at, got, tt.want)
		}
		if back := db.Time(got); !back.Equal(tt.at.Truncate(time.Millisecond)) || back.Location() != time.UTC {
			t.Errorf("Time(%d) = %v, want %v in UTC", got, back, tt.at)
		}
	}
}

// The clock is the database's: it moves inside a transaction, and it is near
// the test's own.
func TestNow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		before := time.Now().Add(-2 * time.Millisecond)
		err := d.Tx(t.Context(), func(tx *sql.Tx) error {
			first, err := d.Now(t.Context(), tx)
			if err != nil {
				return err
			}
			if first.Before(before) || first.After(time.Now().Add(2*time.Millisecond)) || first.Location() != time.UTC {
				t.Errorf("Now() = %v, want about %v in UTC", first, before)
			}
			for next := first; !next.After(first); { // ends because the clock moves
				if next, err = d.Now(t.Context(), tx); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
