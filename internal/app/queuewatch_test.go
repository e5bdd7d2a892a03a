package app

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/ledger"
)

func TestAiling(t *testing.T) {
	t.Parallel()
	oom := errors.New("redis h:1: OOM command not allowed when used memory > 'maxmemory'.")
	for _, tt := range []struct {
		name string
		h    queue.Health
		err  error
		kind string
		text string
	}{
		{"well", queue.Health{Policy: "noeviction", Used: 1e6}, nil, "", ""},
		{"unknown", queue.Health{}, nil, "", ""},
		{"full", queue.Health{}, oom, "full", "maxmemory"},
		{"away", queue.Health{}, errors.New("connection refused"), "unreachable", "connection refused"},
		{"evicts", queue.Health{Policy: "volatile-lru"}, nil, "policy", "volatile-lru"},
		{"evicts and tight", queue.Health{Policy: "allkeys-lru", Used: 99e6, Most: 100e6}, nil, "policy", "allkeys-lru"},
		{"tight", queue.Health{Policy: "noeviction", Used: 81e6, Most: 100e6}, nil, "tight", "81.0 of the 100.0 MB that maxmemory allows"},
		{"room", queue.Health{Policy: "noeviction", Used: 79e6, Most: 100e6}, nil, "", ""},
	} {
		if got := ailing(tt.h, tt.err); got.kind != tt.kind || !strings.Contains(got.text, tt.text) {
			t.Errorf("%s: %+v, want %s %q", tt.name, got, tt.kind, tt.text)
		}
	}
}

// TestQueueWatch lets two workers look at one Redis.
func TestQueueWatch(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t))
	var told []string
	var fails error
	var each []*queueWatch
	for _, owner := range []string{"host:1:a", "host:2:b"} {
		a := &App{standing: &standing{Ledger: ledger.New(d, ledger.Options{Account: "beispiel", Owner: owner})}, opt: Options{Logger: slog.New(slog.DiscardHandler)}}
		each = append(each, &queueWatch{app: a, tell: func(_ context.Context, what ailment, _ time.Time) error {
			if fails == nil {
				told = append(told, what.kind)
			}
			return fails
		}})
	}
	at := time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)
	look := func(after time.Duration, a ailment, want ...string) {
		t.Helper()
		at = at.Add(after)
		told = nil
		for _, w := range each {
			if err := w.saw(t.Context(), a, at); err != nil && !errors.Is(err, fails) {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, told); diff != "" {
			t.Errorf("after %s, %q: -want +got\n%s", after, a.kind, diff)
		}
	}
	full, away, policy := ailment{kind: "full"}, ailment{kind: "unreachable", grace: time.Minute}, ailment{kind: "policy"}
	look(0, ailment{})
	look(time.Second, full, "full")
	look(time.Hour, full)
	look(time.Second, ailment{})
	look(time.Second, full, "full")
	look(time.Second, policy, "policy")
	look(time.Second, ailment{})
	// A restart of Redis is no news.
	look(time.Second, away)
	look(50*time.Second, away)
	look(time.Second, ailment{})
	look(time.Second, away)
	look(61*time.Second, away, "unreachable")
	look(time.Hour, away)
	look(time.Second, ailment{})
	// What can't be told is tried again.
	fails = errors.New("slack is down")
	look(time.Second, full)
	fails = nil
	look(time.Second, full, "full")
	look(time.Second, full)
}

func TestWordsAboutTheQueue(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 6, 5, 0, 0, time.UTC)
	for _, tt := range []struct {
		what ailment
		l    billing.Language
		want string
	}{
		{ailment{kind: "full", text: "maxmemory is used up"}, billing.German, "Seit 23.11.2026 06:05: maxmemory is used up. Bis das behoben ist, wird kein Lauf ausgeführt. Termine werden festgehalten, nichts geht verloren oder doppelt hinaus, und danach geht es von selbst weiter. worker doctor zeigt den Stand."},
		{ailment{kind: "policy", text: "Set noeviction"}, billing.English, "Since 23 Nov 2026, 06:05: Set noeviction. worker doctor shows how it stands."},
	} {
		if _, text := tt.what.words(tt.l, at); text != tt.want {
			t.Errorf("%s\nwant %s", text, tt.want)
		}
	}
}
