package mirror

import (
	"bytes"
	"encoding/json"
	"hash/fnv"
	"strconv"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// object is a JSON object of MOCO with the few fields that the mirror itself
// needs.
type object struct {
	id         int64 // negative: made up from the body, because none could be read
	parent     int64
	identifier string
	created    int64 // MOCO's times in milliseconds; 0 if unknown
	updated    int64
	body       string
}

// readObject looks at an object without judging it: whatever can't be read
// stays zero, and decoding it for a snapshot says what is wrong. The body
// stays as it came; only bytes that are not UTF-8, which no decoder would keep
// either, become U+FFFD, because PostgreSQL stores text.
func readObject(raw json.RawMessage) object {
	o := object{body: string(bytes.ToValidUTF8(raw, []byte("\uFFFD")))}
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) == nil {
		o.id = readID(fields["id"])
		o.identifier = readText(fields["identifier"])
		o.created, o.updated = readTime(fields["created_at"]), readTime(fields["updated_at"])
		o.parent = readParent(fields["invoice"])
	}
	if o.id <= 0 {
		h := fnv.New64a()
		h.Write(raw) // never fails
		o.id = -int64(h.Sum64()>>1) - 1
	}
	return o
}

// readID reads a positive integer, also as a text: MOCO mixes both.
func readID(raw json.RawMessage) int64 {
	id, err := strconv.ParseInt(string(bytes.Trim(raw, `"`)), 10, 64)
	if err != nil {
		return 0
	}
	return id
}

func readText(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return string(bytes.ToValidUTF8([]byte(s), nil))
}

func readTime(raw json.RawMessage) int64 {
	t, err := time.Parse(time.RFC3339, readText(raw))
	if err != nil {
		return 0
	}
	return db.Millis(t)
}

// readParent is the invoice that a payment or reminder belongs to.
func readParent(raw json.RawMessage) int64 {
	var ref map[string]json.RawMessage
	if json.Unmarshal(raw, &ref) != nil {
		return 0
	}
	return readID(ref["id"])
}

// older reports whether o is an earlier state than one with the time given.
// Unknown times are never older.
func (o object) older(than int64) bool { return o.updated != 0 && than != 0 && o.updated < than }
