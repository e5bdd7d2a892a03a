package diag

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestList(t *testing.T) {
	t.Parallel()
	var l List
	if l.HasErrors() || l.Counts() != "0 errors, 0 warnings" {
		t.Error("an empty list has no errors")
	}
	l.Warnf(Pos{"b.yaml", 1, 1, 1}, "unused", "%s is not used", "web")
	if l.HasErrors() {
		t.Error("a warning is no error")
	}
	l.Errorf(Pos{"a.yaml", 10, 2, 1}, "x", "third")
	l.Errorf(Pos{"a.yaml", 9, 5, 1}, "x", "second")
	l.Errorf(Pos{"a.yaml", 9, 4, 1}, "x", "first")
	l.Errorf(Pos{"a.yaml", 9, 4, 1}, "y", "first again")
	l.Sort()
	want := []string{
		"a.yaml:9:4: error: first [x]",
		"a.yaml:9:4: error: first again [y]",
		"a.yaml:9:5: error: second [x]",
		"a.yaml:10:2: error: third [x]",
		"b.yaml:1:1: warning: web is not used [unused]",
	}
	if diff := cmp.Diff(want, texts(l)); diff != "" {
		t.Error(diff)
	}
	if !l.HasErrors() || l.Counts() != "4 errors, 1 warning" {
		t.Errorf("Counts = %s", l.Counts())
	}
}

func TestProblemIsAnError(t *testing.T) {
	t.Parallel()
	var err error = Problem{Pos: Pos{File: "w.yaml", Line: 2, Col: 3}, Code: "cron", Text: "bad\nline", Help: "do\tthis"}
	if got, want := err.Error(), "w.yaml:2:3: error: bad line [cron]: do this"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := (Problem{Text: "no file"}).Error(); got != "error: no file" {
		t.Errorf("without a place: %q", got)
	}
}
