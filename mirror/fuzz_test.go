package mirror

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/mocowork/mocowork/billing"
)

// FuzzObject looks at any object and decodes it for a snapshot, as every kind:
// nothing crashes, what is kept is text, and only an object with an id of its
// own gets one that is not made up.
func FuzzObject(f *testing.F) {
	for _, s := range []string{
		`{"id":1,"identifier":"R1","updated_at":"2026-11-23T06:00:00Z","invoice":{"id":"7"}}`, `{"id":"12"}`, `{"id":-3}`, `null`, `[]`, `{"id":9223372036854775808}`,
		`{"id":1,"updated_at":"0000-00-00","invoice":[]}`, "{\"id\":1,\"identifier\":\"\xff\"}", `{"ID":5,"id":6}`, `{"id":1e2}`, "",
	} {
		f.Add(s)
	}
	kinds := Kinds()
	f.Fuzz(func(t *testing.T, s string) {
		o := readObject(json.RawMessage(s))
		if o.id == 0 || !utf8.ValidString(o.body) || !utf8.ValidString(o.identifier) {
			t.Errorf("%q: %+v", s, o)
		}
		if again := readObject(json.RawMessage(s)); again != o {
			t.Errorf("%q: %+v, then %+v", s, o, again)
		}
		for _, k := range kinds {
			var snap billing.Snapshot
			if err := k.decode(&snap, []byte(o.body)); err == nil && len(snap.Counts()) == 0 {
				t.Errorf("%q is nothing of %s", s, k.Name)
			}
		}
	})
}
