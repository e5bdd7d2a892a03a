package mirror_test

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/mirror"
	"github.com/mocowork/mocowork/mocoapi"
)

type big struct{ n int }

func (b big) RawPages(_ context.Context, path string, q url.Values) iter.Seq2[mocoapi.RawPage, error] {
	return func(yield func(mocoapi.RawPage, error) bool) {
		n := b.n
		if q.Has("updated_after") || path != "/invoices" {
			n = 0
		}
		for p := 0; ; p++ {
			pg := mocoapi.RawPage{Total: n, Date: start}
			for i := p * 100; i < min((p+1)*100, n); i++ {
				pg.Objects = append(pg.Objects, json.RawMessage(fmt.Sprintf(`{"id":%d,"identifier":"R%d","currency":"EUR","gross_total":100.5,"updated_at":"2026-11-01T00:00:00Z","created_at":"2026-11-01T00:00:00Z","title":%q}`, i+1, i+1, strings.Repeat("x", 400))))
			}
			if !yield(pg, nil) || (p+1)*100 >= n {
				return
			}
		}
	}
}

func TestLoad(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := mirror.New(d, "big")
		for range 2 {
			at := time.Now()
			var peak uint64
			_, err := m.Pull(t.Context(), big{100_000}, nil, mirror.PullOptions{Full: true, Progress: func(_ string, rows, _ int) {
				if rows%10000 == 0 {
					var s runtime.MemStats
					runtime.ReadMemStats(&s)
					peak = max(peak, s.HeapInuse)
				}
			}})
			t.Log(time.Since(at), err, peak>>20, "MiB")
		}
		at := time.Now()
		s, err := m.Snapshot(t.Context(), today)
		t.Log("snapshot", time.Since(at), err, len(s.Invoices))
		at = time.Now()
		_, err = m.FindInvoice(t.Context(), "r77777")
		t.Log("find", time.Since(at), err)
		at = time.Now()
		_, err = m.State(t.Context())
		t.Log("state", time.Since(at), err)
	})
}
