package mocoapi

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// invoicePage is a page of 100 invoices as the simulator sends them.
func invoicePage(b *testing.B) []json.RawMessage {
	b.Helper()
	sim := mocosim.New(mocosim.Options{Rate: mocosim.Rate{Off: true}})
	if err := sim.Story(1, mocosim.StoryDay); err != nil {
		b.Fatal(err)
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/api/v1/invoices", nil)
	r.Header.Set("Authorization", "Token token=read-key")
	sim.Handler().ServeHTTP(w, r)
	var page []json.RawMessage
	if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil || len(page) != 100 {
		b.Fatalf("%d invoices, %v", len(page), err)
	}
	return page
}

// BenchmarkDecodeInvoices decodes a page of 100 invoices.
func BenchmarkDecodeInvoices(b *testing.B) {
	page := invoicePage(b)
	b.Run("Invoice", func(b *testing.B) { decodePage[Invoice](b, page) })
	b.Run("billing.Invoice", func(b *testing.B) { decodePage[billing.Invoice](b, page) })
}

func decodePage[T any](b *testing.B, page []json.RawMessage) {
	b.ReportAllocs()
	for b.Loop() {
		for _, raw := range page {
			if row := decodeRow[T](nil, "invoice", raw); row.Err != nil {
				b.Fatal(row.Err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100, "ns/invoice")
}

const benchRows = 100_000

// TestServeBench is not a test: it is the account of BenchmarkList100k, in a
// process of its own, so that its memory is not counted.
func TestServeBench(t *testing.T) {
	template := os.Getenv("MOCOWORK_BENCH_INVOICE")
	if template == "" {
		t.Skip("started by BenchmarkList100k only")
	}
	var file strings.Builder
	file.WriteString(`{"users":[{"id":1,"firstname":"A","lastname":"B","active":true}],"invoices":[`)
	id := template[strings.Index(template, `"id":`):strings.Index(template, `,`)]
	for i := range benchRows {
		if i > 0 {
			file.WriteByte(',')
		}
		file.WriteString(strings.Replace(template, id, `"id":`+strconv.Itoa(i+1), 1))
	}
	file.WriteString("]}")
	sim := mocosim.New(mocosim.Options{Rate: mocosim.Rate{Off: true}})
	if err := sim.Load(strings.NewReader(file.String())); err != nil {
		t.Fatal(err)
	}
	if err := sim.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	fmt.Println(sim.URL())
	_, _ = io.Copy(io.Discard, os.Stdin) // until the benchmark goes
}

// BenchmarkList100k reads a list of 100,000 invoices over HTTP from the
// simulator, without its limit. Pages are streamed: the peak is that of the heap
// while the list is read.
func BenchmarkList100k(b *testing.B) {
	cmd := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestServeBench$")
	cmd.Env = append(os.Environ(), "MOCOWORK_BENCH_INVOICE="+string(invoicePage(b)[0]))
	stdin, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _, _ = stdin.Close(), cmd.Wait() })
	url, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	o := options(strings.TrimSpace(url))
	o.Key = func() (string, error) { return "read-key", nil }
	c, err := NewReader(o)
	if err != nil {
		b.Fatal(err)
	}
	runtime.GC()
	var m runtime.MemStats
	peak := uint64(0)
	for b.Loop() {
		rows := 0
		for row, err := range c.Invoices.List(b.Context(), InvoiceQuery{}) {
			if err != nil || row.Err != nil {
				b.Fatal(err, row.Err)
			}
			if rows++; rows%1000 == 0 {
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapAlloc)
			}
		}
		if rows != benchRows {
			b.Fatalf("%d rows", rows)
		}
	}
	b.ReportMetric(float64(peak)/1e6, "peak-MB")
	b.ReportMetric(benchRows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkIterator is what the iterator and its checks cost beside decoding: a
// page of 100 small objects from memory.
func BenchmarkIterator(b *testing.B) {
	var body strings.Builder
	for i := range 100 {
		fmt.Fprintf(&body, `,{"id":%d,"name":"x"}`, i+1)
	}
	answer := "[" + body.String()[1:] + "]"
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { respond(w, 200, answer) }))
	b.Cleanup(srv.Close)
	c, err := NewReader(options(srv.URL))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("iterator", func(b *testing.B) {
		for b.Loop() {
			for _, err := range c.Tags.List(b.Context(), TagQuery{}) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("one request and decode", func(b *testing.B) {
		for b.Loop() {
			r, err := c.read(b.Context(), get("/tags", nil))
			if err != nil {
				b.Fatal(err)
			}
			var list []Tag
			if err := json.Unmarshal(r.body, &list); err != nil || len(list) != 100 {
				b.Fatal(err)
			}
		}
	})
}
