package mocoapi

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/test/race"
	matrix "github.com/mocowork/mocowork/test/report"
)

// F53: a list repeats rows or pages, goes round in circles, or leads away.
func TestF53_PagesThatLead(t *testing.T) {
	t.Parallel()
	var strangers atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strangers.Add(1) }))
	t.Cleanup(other.Close)
	row := matrix.Row{ID: "F53", Note: "no request reached the other host"}
	for name, tt := range map[string]struct {
		h    http.HandlerFunc
		ids  []int64
		kind fault.Kind
		text string
	}{
		"rows twice": {paged(page{`[{"id":1},{"id":2}]`, "3", "page=2"}, page{`[{"id":2},{"id":3}]`, "3", ""}), []int64{1, 2, 3}, 0, ""},
		"rows twice, one missing": {paged(page{`[{"id":1},{"id":2}]`, "4", "page=2"}, page{`[{"id":2},{"id":3}]`, "4", ""}), []int64{1, 2, 3},
			fault.Temporary, "3 objects read, MOCO counts 4"},
		"page repeated": {paged(page{`[{"id":1},{"id":2}]`, "4", "page=2"}, page{`[{"id":1},{"id":2}]`, "4", "page=3"}, page{`[{"id":3}]`, "4", ""}), []int64{1, 2},
			fault.Temporary, "page 2 is page 1 once more"},
		"for ever": {func(w http.ResponseWriter, r *http.Request) {
			n := 1
			fmt.Sscan(r.URL.Query().Get("page"), &n)
			w.Header().Set("Link", fmt.Sprintf(`<?page=%d>; rel="next"`, n+1))
			respond(w, 200, `[{"id":1}]`)
		}, []int64{1}, fault.Temporary, "page 2 is page 1 once more"},
		"in circles": {paged(page{`[{"id":1}]`, "3", "page=2"}, page{`[{"id":2}]`, "3", "page=3"}, page{`[{"id":3}]`, "3", "page=2"}), []int64{1, 2, 3},
			fault.Permanent, "links to a page that was read before"},
		"another host": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Link", "<"+other.URL+r.URL.Path+`?page=2>; rel="next"`)
			respond(w, 200, `[{"id":1}]`)
		}, []int64{}, fault.Permanent, "the next page is at another address"},
	} {
		for range 10 {
			rows, err := collect(serve(t, tt.h).Invoices(t.Context(), InvoiceQuery{}))
			equal(t, name, rowIDs(rows), tt.ids)
			if tt.text == "" && err != nil || tt.text != "" && (err == nil || !strings.Contains(err.Error(), tt.text) || fault.KindOf(err) != tt.kind) {
				t.Errorf("%s: %v is %s", name, err, fault.KindOf(err))
			}
			row.Runs, row.Fired, row.Min = row.Runs+1, row.Fired+1, row.Min+1
		}
	}
	row.Dup = int(strangers.Load())
	matrix.Print(t, row)
}

// F66: bodies without end, or so slow that it makes no difference.
func TestF66_EndlessBodies(t *testing.T) {
	race.Skip(t, "reading these bodies takes thirty times as long, and one goroutine reads them")
	if DefaultTimeout != 30*time.Second || DefaultMaxBody != 32<<20 {
		t.Errorf("the defaults are %s and %d bytes", DefaultTimeout, DefaultMaxBody)
	}
	zeros := bytes.Repeat([]byte(" "), 1<<20)
	pour := func(w io.Writer) {
		for range 500 {
			if _, err := w.Write(zeros); err != nil {
				return
			}
		}
	}
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	pour(z)
	z.Close()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	row := matrix.Row{ID: "F66", Min: 12}
	for name, tt := range map[string]struct {
		h    http.HandlerFunc
		text string
	}{
		"1 B/s": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", mediaJSON)
			for r.Context().Err() == nil {
				io.WriteString(w, " ")
				w.(http.Flusher).Flush()
				select {
				case <-r.Context().Done():
				case <-time.After(50 * time.Millisecond):
				}
			}
		}, "no complete answer within 300ms"},
		"500 MB":    {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", mediaJSON); pour(w) }, "the answer is larger than 33554432 bytes"},
		"gzip bomb": {compressed(bomb.Bytes()), "the answer is larger than 33554432 bytes"},
	} {
		for range 2 {
			timeout := 20 * time.Second
			if name == "1 B/s" {
				timeout = 300 * time.Millisecond
			}
			c := serve(t, tt.h, func(o *Options) { o.Timeout = timeout })
			runtime.GC() // what the answers before this one have left is no matter
			_, err := c.Session.Get(t.Context())
			wantError(t, err, fault.KindOf(err), tt.text)
			if k := fault.KindOf(err); k != fault.Temporary && k != fault.Permanent {
				t.Errorf("%s: %s", name, k)
			}
			runtime.GC()
			_, err = c.CreateReminder(t.Context(), letter)
			wantError(t, err, fault.Unsure, tt.text)
			row.Runs, row.Fired = row.Runs+2, row.Fired+2
		}
	}
	runtime.ReadMemStats(&after)
	grown := (after.Sys - before.Sys) >> 20
	if grown > 256 {
		t.Errorf("the process grew by %d MiB", grown)
	}
	row.Note = fmt.Sprintf("the process grew by %d MiB", grown)
	matrix.Print(t, row)
}

// FuzzAnswers has every decoder of the client, and of what it gives to others,
// read any answer: nothing may crash, and no object without an id of its own
// may be understood.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{
		`{"id":1,"emails_to":"a@b.example;c@d.example","emails_cc":["x"],"subject":"s"}`, `{"errors":{"a":[1,{"b":null}]}}`, `[{"id":1}]`, `["a"]`, `{"id":1e3}`, ``, "\x1f\x8b",
		`{"id":5,"invoice":{"id":"7"},"paid_total":"17999.00","currency":"EUR","date":"2026-02-30"}`, `{"id":-1,"fee":1e400,"status":null}`, "\xef\xbb\xbf{}", `{"id":1}{"id":2}`,
	} {
		f.Add(s)
	}
	k := call{method: "POST", path: "/x"}
	f.Fuzz(func(t *testing.T, s string) {
		r := reply{status: 200, header: http.Header{"Content-Type": {mediaJSON}}, body: []byte(s)}
		notJSON(r, '{')
		k.check(r, '[')
		for _, err := range []error{
			rowError[billing.Payment](s), rowError[billing.Company](s), rowError[billing.Comment](s), rowError[billing.Project](s), rowError[billing.User](s), rowError[billing.PaymentSchedule](s),
		} {
			if err != nil && err.Error() == "" {
				t.Error("an error without words")
			}
		}
		confirmed(r.body)
		tagList(k, r, fault.Unsure)
		if text := serverText(mediaJSON, r.body); len(k.fail(r, fault.Unsure, text).Text) > 4*maxText+10 {
			t.Errorf("a text of %d bytes", len(text))
		}
	})
}

func rowError[T any](s string) error { return decodeRow[T](nil, "object", []byte(s)).Err }
