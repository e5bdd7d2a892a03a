package db

import (
	"io/fs"
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

// Every step can be undone and done again.
func TestMigrateDownAndUp(t *testing.T) {
	t.Parallel()
	d, err := Open(t.Context(), "sqlite:"+t.TempDir()+"/m.db", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	p, err := d.provider(files)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.DownTo(t.Context(), 0); err != nil {
		t.Fatalf("down: %v", err)
	}
	var left string
	err = d.QueryRowContext(t.Context(), `SELECT coalesce(group_concat(name), '') FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%'`).Scan(&left)
	if err != nil || left != "" {
		t.Errorf("tables left: %s, %v", left, err)
	}
	if err := d.Migrate(t.Context()); err != nil {
		t.Errorf("up again: %v", err)
	}
}
