package db

import (
	"strings"
	"testing"
	"testing/fstest"
)

// A step that fails half-way leaves nothing of itself, and the next start goes
// on from there.
func TestMigrateIsAllOrNothing(t *testing.T) {
	t.Parallel()
	d, err := Open(t.Context(), "sqlite:"+t.TempDir()+"/m.db", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	first := &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE a (x TEXT);\n")}
	broken := &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE b (x TEXT);\nCREATE TABLE a (x TEXT);\n")}
	err = d.migrate(t.Context(), fstest.MapFS{"0001_a.sql": first, "0002_b.sql": broken})
	if err == nil || !strings.Contains(err.Error(), "migrate: ") || !strings.Contains(err.Error(), "version:2") {
		t.Fatalf("the broken step gave %v, want an error that names the step", err)
	}
	var tables int
	if err := d.QueryRowContext(t.Context(), `SELECT count(*) FROM sqlite_master WHERE name IN ('a', 'b')`).Scan(&tables); err != nil || tables != 1 {
		t.Fatalf("%d of the tables exist, %v; want only the first step's", tables, err)
	}
	fixed := &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE b (x TEXT);\n")}
	if err := d.migrate(t.Context(), fstest.MapFS{"0001_a.sql": first, "0002_b.sql": fixed}); err != nil {
		t.Errorf("the repaired step: %v", err)
	}
}
