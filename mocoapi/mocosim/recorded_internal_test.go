package mocosim

import (
	"bytes"
	"os"
	"testing"
)

// What was recorded goes out as it came in: what an answer makes anew is what the recording has.
func TestRecordedObjectsAreAnsweredAsTheyCame(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../../shared/moco/real-account.json")
	if err != nil {
		t.Skip(err)
	}
	s := New(Options{})
	if err := s.Load(bytes.NewReader(raw)); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range resources() {
		if r.in.list != "" || r.kind == kindUnits { // a unit lists the users that the file has, and it has not all
			continue
		}
		for _, o := range s.store.rows(r.kind) {
			n++
			if got := string(r.view(s.store, o).encode()); got != string(o.encode()) {
				t.Errorf("%s:\n got %s\nwant %s", r.kind, got, o.encode())
			}
		}
	}
	if n < 100 {
		t.Errorf("%d objects were compared, want 100 and more", n)
	}
}
