package app

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/ledger"
)

// watchers are two workers on one store who watch job dun.
type watchers struct {
	t     *testing.T
	each  []silence
	start time.Time
	told  []string
	fails error // of telling
}

func newWatchers(t *testing.T) *watchers {
	t.Helper()
	d := dbtest.Open(t, dbtest.SQLite(t))
	w := &watchers{t: t}
	for _, owner := range []string{"host:1:a", "host:2:b"} {
		l := ledger.New(d, ledger.Options{Account: "beispiel", Owner: owner})
		w.each = append(w.each, silence{
			ledger: l, jobs: []configs.Job{{Name: "dun", AlertIfSilentFor: 26 * time.Hour}, {Name: "free"}},
			tell: func(_ context.Context, s silent) error {
				if w.fails == nil {
					w.told = append(w.told, owner+" "+s.Job+" "+s.Last.ID)
				}
				return w.fails
			},
		})
	}
	var err error
	if w.start, err = w.each[0].ledger.Now(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range w.each {
		w.each[i].since = w.start
	}
	return w
}

// look lets both look, so many hours after the start.
func (w *watchers) look(hours float64) (errs []string) {
	w.t.Helper()
	for _, s := range w.each {
		if err := s.look(w.t.Context(), w.start.Add(time.Duration(hours*float64(time.Hour)))); err != nil {
			errs = append(errs, err.Error())
		}
	}
	return errs
}

func (w *watchers) want(told ...string) {
	w.t.Helper()
	if diff := cmp.Diff(told, w.told); diff != "" {
		w.t.Errorf("(-want +got)\n%s", diff)
	}
	w.told = nil
}

// run records a run that ended now, by the store's clock.
func (w *watchers) run(id string, status ledger.RunStatus) {
	w.t.Helper()
	l, ctx := w.each[0].ledger, w.t.Context()
	_, _, err := l.StartRun(ctx, ledger.Run{ID: id, Job: "dun", Origin: "schedule", AskedBy: "dun"})
	if err == nil {
		err = errors.Join(l.TakeRun(ctx, id), l.EndRun(ctx, id, status, ledger.RunSummary{}, nil))
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

func TestSilenceIsToldOncePerIncident(t *testing.T) {
	t.Parallel()
	w := newWatchers(t)
	w.look(25.9)
	w.want()
	w.look(26.1)
	w.look(50)
	w.want("host:1:a dun ")
	// A run that failed ends no silence.
	w.run("r_1", ledger.RunFailed)
	w.look(51)
	w.want()
	// One that ran does, and the next silence is another incident.
	w.run("r_2", ledger.RunStopped)
	w.look(25.9)
	w.want()
	w.look(26.1)
	w.look(27)
	w.want("host:1:a dun r_2")
	w.run("r_3", ledger.RunWaiting)
	w.look(26.1)
	w.look(99)
	w.want("host:1:a dun r_3")
}

// What nobody heard is told again at the next look.
func TestSilenceThatNobodyHeard(t *testing.T) {
	t.Parallel()
	w := newWatchers(t)
	w.fails = errors.New("no Slack")
	if errs := w.look(27); len(errs) != 2 || errs[0] != "alert_if_silent_for of dun: no Slack" {
		t.Errorf("got %q", errs)
	}
	w.want()
	w.fails = nil
	w.look(28)
	w.look(29)
	w.want("host:1:a dun ")
}

func TestSilentWords(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 22, 6, 4, 0, 0, time.UTC)
	for _, tt := range []struct {
		s           silent
		l           billing.Language
		title, text string
	}{
		{silent{Job: "dun", For: 26 * time.Hour, At: at, Last: ledger.Run{ID: "r_1"}}, billing.German,
			"Der Job dun läuft nicht mehr", "Der letzte Lauf (r_1) ging am 22.11.2026 07:04 zu Ende, erwartet wird einer alle 26 h. "},
		{silent{Job: "dun", For: 90 * time.Minute, At: at}, billing.German,
			"Der Job dun ist noch nie gelaufen", "Seit dem Start des Workers am 22.11.2026 07:04 ist kein Lauf zu Ende gegangen, erwartet wird einer alle 1 h 30 min. "},
		{silent{Job: "dun", For: 5 * time.Minute, At: at, Last: ledger.Run{ID: "r_1"}}, billing.English,
			"The job dun does not run any more", "Its last run (r_1) finished on 22 Nov 2026, 07:04; one is expected every 5 min. "},
		{silent{Job: "dun", For: 5 * time.Second, At: at}, billing.English,
			"The job dun has never run", "No run has finished since the worker started on 22 Nov 2026, 07:04; one is expected every 5s. "},
	} {
		title, text := tt.s.words(tt.l, berlin)
		if title != tt.title || !strings.HasPrefix(text, tt.text) || !strings.Contains(text, "worker doctor") {
			t.Errorf("%q\n%q\nwant %q\n%q", title, text, tt.title, tt.text)
		}
	}
}
