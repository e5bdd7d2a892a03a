package ops_test

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/ops"
)

// page is what a monitoring system reads.
func page(t *testing.T, m *ops.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

// full has every metric once.
func full() *ops.Metrics {
	m := ops.NewMetrics("1.2.3", func() time.Duration { return 1500 * time.Millisecond })
	m.RunEnded("overdue-daily", "done", 42*time.Second)
	m.RunEnded("overdue-daily", "failed", -time.Second)
	m.ActionEnded("remind", "done")
	m.ActionEnded("remind", "done")
	m.Request("GET", "/invoices/{id}", 200)
	m.Request("POST", "/invoices/{id}/reminders", 0)
	m.Slack("chat.postMessage", "is_archived")
	m.RuleFailed("dunning")
	m.Overdue(3, billing.Totals{{Minor: 5000, Currency: "CHF"}, {Minor: 4112550, Currency: "EUR"}})
	m.Loaded("a1b2c3d4e5f60718", time.Unix(1795417200, 0), true)
	m.Stand(ops.Standing{
		LastSuccess: map[string]time.Time{"overdue-daily": time.Unix(1795417200, 5e8)}, Unclear: map[string]int{"email": 1}, Waiting: 2, Untold: 1,
		Findings: map[string]int{"drift": 1},
	})
	return m
}

// The page is a promise: names, labels, help and units. UPDATE=1 writes it
// anew.
func TestPage(t *testing.T) {
	t.Parallel()
	file := filepath.Join("testdata", "metrics.txt")
	got := page(t, full())
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// No label may name a customer, an invoice or a person: these are all labels.
func TestLabels(t *testing.T) {
	t.Parallel()
	labels := regexp.MustCompile(`[{,](\w+)="`)
	allowed := []string{"action", "code", "commit", "currency", "hash", "job", "kind", "le", "method", "resource", "result", "rule", "version"}
	var got []string
	for _, m := range labels.FindAllStringSubmatch(page(t, full()), -1) {
		got = append(got, m[1])
	}
	slices.Sort(got)
	if got = slices.Compact(got); !slices.Equal(got, allowed) {
		t.Errorf("labels %q, want %q", got, allowed)
	}
}

// The reference names every metric, and no other.
func TestReference(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "reference", "metrics.md"))
	if err != nil {
		t.Fatal(err)
	}
	names := func(re, text string) []string {
		var out []string
		for _, m := range regexp.MustCompile(re).FindAllStringSubmatch(text, -1) {
			out = append(out, m[1])
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	if diff := cmp.Diff(names(`# TYPE (\w+)`, page(t, full())), names("\\| `(mocowork_\\w+)[`{]", string(text))); diff != "" {
		t.Errorf("(-program +page)\n%s", diff)
	}
}

// What is over disappears; what was reached stays.
func TestStandReplaces(t *testing.T) {
	t.Parallel()
	m := full()
	m.Stand(ops.Standing{})
	m.Overdue(0, nil)
	got := page(t, m)
	for _, gone := range []string{"mocowork_actions_unclear{", "mocowork_overdue_amount{"} {
		if strings.Contains(got, gone) {
			t.Errorf("%s is still there", gone)
		}
	}
	for _, want := range []string{"mocowork_plan_waiting 0\n", "mocowork_overdue_invoices 0\n", `mocowork_job_last_success_timestamp_seconds{job="overdue-daily"} 1.7954172005e+09` + "\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %s", want)
		}
	}
}

func TestNoMetrics(t *testing.T) {
	t.Parallel()
	var m *ops.Metrics
	m.RunEnded("a", "done", 0)
	m.ActionEnded("a", "done")
	m.Request("GET", "/", 200)
	m.Slack("auth.test", "ok")
	m.RuleFailed("a")
	m.Overdue(1, nil)
	m.Stand(ops.Standing{})
}
