package exporters

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// ManifestName is the file beside the exports of a folder or bucket that says
// what was delivered there: a line of JSON per file. Lines are only added.
const ManifestName = "manifest.jsonl"

// Delivered is one line of a manifest: a file that was put there, or taken away
// by retention. The last line of a name counts.
type Delivered struct {
	Version   int               `json:"v"` // 1
	Export    string            `json:"export"`
	Name      string            `json:"name"`
	SHA256    string            `json:"sha256"`
	Size      int64             `json:"size"` // in bytes
	Rows      int               `json:"rows"`
	Sums      []billing.Money   `json:"sums,omitempty"` // one per currency
	Run       string            `json:"run"`
	Plan      string            `json:"plan"`
	Rules     map[string]string `json:"rules,omitempty"` // hashes by file
	AuditHead string            `json:"audit_head,omitempty"`
	AsOf      billing.Date      `json:"as_of"`
	// Period is the time that the file covers; absent for what is true on one
	// day only.
	From billing.Date `json:"from,omitzero"`
	To   billing.Date `json:"to,omitzero"`
	At   time.Time    `json:"at"`
	// Removed says that retention has taken the file away.
	Removed bool `json:"removed,omitempty"`
}

// DeliveredOf is the line of a file that was made from in and delivered at a
// time.
func DeliveredOf(f File, in Input, at time.Time) Delivered {
	d := Delivered{
		Version: 1, Export: in.Name, Name: f.Name, SHA256: f.SHA256, Size: f.Size, Rows: f.Rows, Sums: slices.Clone(f.Totals), Run: in.Run, Plan: in.Plan,
		AuditHead: in.AuditHead, AsOf: in.Today, From: in.Period.From, To: in.Period.To, At: at,
	}
	for _, r := range in.Rules {
		if d.Rules == nil {
			d.Rules = map[string]string{}
		}
		d.Rules[r.Name] = r.Hash
	}
	return d
}

// Day is the day that retention counts from: the last that the file is about. A
// period that was not over ends with the as-of date.
func (d Delivered) Day() billing.Date {
	if !d.To.IsZero() && d.To.Before(d.AsOf) {
		return d.To
	}
	return d.AsOf
}

// Record adds lines to a place's manifest.
func Record(ctx context.Context, s Shelf, lines ...Delivered) error {
	var b bytes.Buffer
	for _, d := range lines {
		body, err := json.Marshal(d)
		if err != nil {
			return err
		}
		b.Write(append(body, '\n'))
	}
	if err := s.Append(ctx, ManifestName, b.Bytes()); err != nil {
		return fault.New(fault.KindOf(err), fmt.Errorf("the manifest was not written: %w", err))
	}
	return nil
}

// maxManifestLine bounds one line of a manifest.
const maxManifestLine = 1 << 20

// Manifest reads what counts in a place's manifest: the last line of each name,
// by name. Without a manifest there are none. The error names a line that can't
// be read.
func Manifest(ctx context.Context, s Shelf) (map[string]Delivered, error) {
	out := map[string]Delivered{}
	f, err := s.Open(ctx, ManifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxManifestLine)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var d Delivered
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil || d.Name == "" {
			return nil, fmt.Errorf("%s/%s:%d can't be read: the line is no delivery", s, ManifestName, n)
		}
		out[d.Name] = d
	}
	return out, lines.Err()
}

// Difference is a file that is not as the manifest says.
type Difference struct {
	Name string `json:"name"`
	Is   string `json:"is"` // missing, changed, unknown
	// Want is the manifest's line; zero for an unknown file.
	Want Delivered `json:"want,omitzero"`
	Why  string    `json:"why,omitempty"` // in words, if there is more to say
}

// VerifyShelf holds the files of a place against its manifest, by name. ok is
// the number of files that are as the manifest says. The error says that the
// place or its manifest can't be read.
func VerifyShelf(ctx context.Context, s Shelf) (ok int, out []Difference, err error) {
	files, err := s.Files(ctx)
	if err != nil {
		return 0, nil, err
	}
	manifest, err := Manifest(ctx, s)
	if err != nil {
		return 0, nil, err
	}
	for _, name := range files {
		if d, known := manifest[name]; !known {
			out = append(out, Difference{Name: name, Is: "unknown"})
		} else if d.Removed {
			out = append(out, Difference{Name: name, Is: "unknown", Why: "it is there again after retention removed it"})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(manifest)) {
		d := manifest[name]
		switch sum, err := shelfHash(ctx, s, name); {
		case d.Removed:
		case errors.Is(err, fs.ErrNotExist):
			out = append(out, Difference{Name: name, Is: "missing", Want: d})
		case err != nil:
			out = append(out, Difference{Name: name, Is: "changed", Want: d, Why: err.Error()})
		case sum != d.SHA256:
			out = append(out, Difference{Name: name, Is: "changed", Want: d, Why: "its sha256 is " + sum})
		default:
			ok++
		}
	}
	return ok, out, nil
}

func shelfHash(ctx context.Context, s Shelf, name string) (string, error) {
	f, err := s.Open(ctx, name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	return hashOf(io.Reader(f))
}

// Age is how long files are kept. The zero value is for ever.
type Age struct{ Months, Days int }

// Over reports whether a file of that day may go on today.
func (a Age) Over(day, today billing.Date) bool {
	if a == (Age{}) || day.IsZero() {
		return false
	}
	first := time.Date(day.Year, day.Month+time.Month(a.Months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day() // of that month: 31 January and a month is 28 February
	end := billing.Date{Year: first.Year(), Month: first.Month(), Day: min(day.Day, last)}
	return end.AddDays(a.Days).Before(today)
}

// Retire takes away the files of an export that are older than keep, and names
// them. Only what the manifest lists under the export's name, with the hash that
// it still has, is taken; the others are named in left, with the reason. The
// manifest says what was taken.
func Retire(ctx context.Context, s Shelf, export string, keep Age, today billing.Date, run string, at time.Time) (gone, left []string, err error) {
	if keep == (Age{}) {
		return nil, nil, nil
	}
	manifest, err := Manifest(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(manifest)) {
		d := manifest[name]
		if d.Removed || d.Export != export || !keep.Over(d.Day(), today) {
			continue
		}
		sum, err := shelfHash(ctx, s, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil || sum != d.SHA256:
			left = append(left, name)
			continue
		}
		if err := s.Remove(ctx, name); err != nil {
			return gone, left, err
		}
		d.Removed, d.Run, d.At = true, run, at
		if err := Record(ctx, s, d); err != nil {
			return append(gone, name), left, err
		}
		gone = append(gone, name)
	}
	return gone, left, nil
}

var _ = []Shelf{Dir{}, (*Bucket)(nil)}
