package exporters

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
)

// shelves are all kinds of places whose files can be looked at again, each with
// a way to put a file there that no manifest knows.
func shelves(t *testing.T) map[string]struct {
	shelf Shelf
	put   func(name, content string)
} {
	t.Helper()
	root := t.TempDir()
	s3 := newS3(t, "s3://berichte/exports")
	return map[string]struct {
		shelf Shelf
		put   func(name, content string)
	}{
		"folder": {Dir{Root: root}, func(name, content string) { write(t, filepath.Join(root, name), content, 0o640) }},
		"bucket": {s3.bucket, func(name, content string) {
			if err := s3.bucket.put(t.Context(), name, strings.NewReader(content)); err != nil {
				t.Fatal(err)
			}
		}},
	}
}

var delivered = time.Date(2026, 11, 23, 7, 30, 0, 0, time.UTC)

// deliver puts a file into a place as of a day, with its line.
func deliver(t *testing.T, s Shelf, export, name string, day billing.Date) File {
	t.Helper()
	in := smallSet(t)
	in.Today, in.Name = day, export
	f := made(t, in, name)
	if _, err := s.Deliver(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	if err := Record(t.Context(), s, DeliveredOf(f, in, delivered)); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestManifestFindsDifferences(t *testing.T) {
	t.Parallel()
	for kind, p := range shelves(t) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			if ok, diffs, err := VerifyShelf(ctx, p.shelf); ok != 0 || len(diffs) != 0 || err != nil {
				t.Errorf("an empty place: %d, %v, %v", ok, diffs, err)
			}
			for _, name := range []string{"a.csv", "b.csv", "c.csv", "a.csv"} {
				deliver(t, p.shelf, "open-items", name, day(t, "2026-11-23"))
			}
			if ok, diffs, err := VerifyShelf(ctx, p.shelf); ok != 3 || len(diffs) != 0 || err != nil {
				t.Errorf("as delivered: %d, %v, %v", ok, diffs, err)
			}
			p.put("b.csv", "other")
			p.put("x.csv", "foreign")
			if err := p.shelf.Remove(ctx, "c.csv"); err != nil {
				t.Fatal(err)
			}
			ok, diffs, err := VerifyShelf(ctx, p.shelf)
			got := map[string]string{}
			for _, d := range diffs {
				got[d.Name] = d.Is
			}
			if diff := cmp.Diff(map[string]string{"b.csv": "changed", "c.csv": "missing", "x.csv": "unknown"}, got); diff != "" || ok != 1 || err != nil {
				t.Errorf("%d fine, %v\n%s", ok, err, diff)
			}
			if err := p.shelf.Append(ctx, ManifestName, []byte("{broken\n")); err != nil {
				t.Fatal(err)
			}
			if _, _, err := VerifyShelf(ctx, p.shelf); err == nil || !strings.Contains(err.Error(), "manifest.jsonl:5 can't be read") {
				t.Errorf("a damaged manifest: %v", err)
			}
		})
	}
}

func TestManifestLine(t *testing.T) {
	t.Parallel()
	d := Dir{Root: t.TempDir()}
	f := deliver(t, d, "open-items", "a.xlsx", day(t, "2026-11-23"))
	all, err := Manifest(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	got := all["a.xlsx"]
	if got.Version != 1 || got.SHA256 != f.SHA256 || got.Size != f.Size || got.Rows != f.Rows || got.Run == "" || got.Plan == "" || len(got.Sums) != 2 ||
		len(got.Rules) == 0 || got.AsOf != day(t, "2026-11-23") || !got.At.Equal(delivered) {
		t.Errorf("the line is %+v", got)
	}
}

// Retention takes what our own manifest lists, unchanged and old, and nothing
// else.
func TestRetire(t *testing.T) {
	t.Parallel()
	today := day(t, "2026-11-23")
	for kind, p := range shelves(t) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			for name, of := range map[string]struct{ export, day string }{
				"old.csv": {"open-items", "2024-11-22"}, "older.csv": {"open-items", "2020-01-31"}, "just.csv": {"open-items", "2024-11-23"},
				"new.csv": {"open-items", "2026-11-23"}, "changed.csv": {"open-items", "2024-01-01"}, "other.csv": {"payments", "2020-01-01"},
				"gone.csv": {"open-items", "2020-01-01"},
			} {
				deliver(t, p.shelf, of.export, name, day(t, of.day))
			}
			p.put("changed.csv", "by a person")
			p.put("foreign.csv", "not ours")
			if err := p.shelf.Remove(ctx, "gone.csv"); err != nil {
				t.Fatal(err)
			}
			for _, want := range [][]string{{"old.csv", "older.csv"}, nil} {
				gone, left, err := Retire(ctx, p.shelf, "open-items", Age{Months: 24}, today, "r_1", delivered)
				if diff := cmp.Diff(want, gone); diff != "" || !slices.Equal(left, []string{"changed.csv"}) || err != nil {
					t.Errorf("left %v, %v\n%s", left, err, diff)
				}
			}
			names, err := p.shelf.Files(ctx)
			if diff := cmp.Diff([]string{"changed.csv", "foreign.csv", "just.csv", "new.csv", "other.csv"}, names); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
			if gone, _, err := Retire(ctx, p.shelf, "open-items", Age{}, today, "r_1", delivered); len(gone) != 0 || err != nil {
				t.Errorf("for ever: %v, %v", gone, err)
			}
			_, diffs, err := VerifyShelf(ctx, p.shelf)
			is := map[string]string{}
			for _, d := range diffs {
				is[d.Name] = d.Is
			}
			if diff := cmp.Diff(map[string]string{"changed.csv": "changed", "foreign.csv": "unknown", "gone.csv": "missing"}, is); diff != "" || err != nil {
				t.Errorf("what retention took is no difference: %v\n%s", err, diff)
			}
		})
	}
}

// A manifest that names files elsewhere, or links, leads nowhere.
func TestRetireStaysInside(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	outside, root := t.TempDir(), t.TempDir()
	victim := filepath.Join(outside, "victim.csv")
	write(t, victim, "x", 0o640)
	sum, err := hashOf(strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"link.csv": victim, "dir.csv": outside} {
		if err := os.Symlink(to, filepath.Join(root, link)); err != nil {
			t.Skip(err)
		}
	}
	d := Dir{Root: root}
	rel, err := filepath.Rel(root, victim)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"link.csv", "dir.csv", "dir.csv/victim.csv", rel, victim, "..", "./link.csv"}
	for _, name := range names {
		line := Delivered{Version: 1, Export: "open-items", Name: name, SHA256: sum, AsOf: day(t, "2020-01-01")}
		if err := Record(ctx, d, line); err != nil {
			t.Fatal(err)
		}
	}
	gone, left, err := Retire(ctx, d, "open-items", Age{Days: 1}, day(t, "2026-11-23"), "r_1", delivered)
	if len(gone) != 0 || len(left) != len(names) || err != nil {
		t.Errorf("gone %v, left %v, %v", gone, left, err)
	}
	if _, err := os.Stat(victim); err != nil {
		t.Errorf("the file outside: %v", err)
	}
	if _, err := os.Lstat(filepath.Join(root, "link.csv")); err != nil {
		t.Errorf("the link: %v", err)
	}
	linked := Dir{Root: t.TempDir()}
	if err := os.Symlink(victim, filepath.Join(linked.Root, ManifestName)); err != nil {
		t.Skip(err)
	}
	if err := Record(ctx, linked, Delivered{Name: "a.csv"}); err == nil {
		t.Error("a manifest that is a link was written")
	}
}

func TestAge(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		age        Age
		day, today string
		want       bool
	}{
		{Age{Months: 1}, "2026-01-31", "2026-02-28", false}, {Age{Months: 1}, "2026-01-31", "2026-03-01", true},
		{Age{Months: 24}, "2024-02-29", "2026-02-28", false}, {Age{Months: 24}, "2024-02-29", "2026-03-01", true},
		{Age{Days: 90}, "2026-01-01", "2026-04-01", false}, {Age{Days: 90}, "2026-01-01", "2026-04-02", true},
		{Age{}, "2000-01-01", "2026-04-02", false},
	} {
		if got := c.age.Over(day(t, c.day), day(t, c.today)); got != c.want {
			t.Errorf("%+v of %s on %s: %t, want %t", c.age, c.day, c.today, got, c.want)
		}
	}
}
