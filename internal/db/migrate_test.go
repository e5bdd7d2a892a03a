package db_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
)

func TestMigrateTogether(t *testing.T) {
	t.Parallel()
	dbtest.EachURL(t, func(t *testing.T, url string) {
		var done sync.WaitGroup
		for range 4 { // each with connections of its own, as processes have
			d, err := db.Open(t.Context(), url, db.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = d.Close() })
			done.Go(func() {
				if err := d.Migrate(t.Context()); err != nil {
					t.Errorf("Migrate: %v", err)
				}
			})
		}
		done.Wait()
		d := dbtest.Open(t, url) // a later start changes nothing
		var rows int
		if err := d.QueryRowContext(t.Context(), `SELECT count(*) FROM record`).Scan(&rows); err != nil || rows != 0 {
			t.Errorf("record has %d rows, %v", rows, err)
		}
	})
}

func TestMigrateRefusesNewerTables(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if _, err := d.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9000, $1)`, true); err != nil {
			t.Fatal(err)
		}
		err := d.Migrate(t.Context())
		if err == nil || !strings.Contains(err.Error(), "was changed by a newer version (tables 9000, ") || !strings.Contains(err.Error(), "update this program") {
			t.Errorf("Migrate: %v, want a refusal that says what to do", err)
		}
	})
}
