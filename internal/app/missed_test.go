package app

import (
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
)

func TestMissedWords(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	tick := func(day int, status, reason string) ledger.Tick {
		at := time.Date(2026, 11, day, 7, 0, 0, 0, zone)
		return ledger.Tick{Schedule: "dun", Identity: at.Format("2006-01-02T15:04"), At: at, Status: status, Reason: reason}
	}
	const down = "missed while the worker was down"
	since := time.Date(2026, 11, 20, 0, 0, 0, 0, zone)
	for _, tt := range []struct {
		name  string
		ticks []ledger.Tick // the newest first
		want  string        // "" nothing to tell
	}{
		{"nothing", []ledger.Tick{tick(24, "run", ""), tick(23, "run", "")}, ""},
		{"a holiday is not missed", []ledger.Tick{tick(24, "skipped", "Neujahr"), tick(23, "run", "")}, ""},
		{"one", []ledger.Tick{tick(24, "skipped", down), tick(23, "run", "")}, "The job dun was missed once: No worker was there on Tue 24 Nov 2026, 07:00; this run is left out. worker runs shows the runs."},
		{"three, and one afterwards", []ledger.Tick{tick(26, "run", ""), tick(25, "skipped", down), tick(24, "skipped", down), tick(23, "skipped", down+", more than 24 hours ago"), tick(22, "run", "")},
			"The job dun was missed 3 times: No worker was there from Mon 23 Nov 2026, 07:00 to Wed 25 Nov 2026, 07:00; these runs are left out. The run of Thu 26 Nov 2026, 07:00 was started afterwards. worker runs shows the runs."},
		{"over a holiday", []ledger.Tick{tick(25, "skipped", down), tick(24, "skipped", "Feiertag"), tick(23, "skipped", down)},
			"The job dun was missed 2 times: No worker was there from Mon 23 Nov 2026, 07:00 to Wed 25 Nov 2026, 07:00; these runs are left out. worker runs shows the runs."},
		{"long ago", []ledger.Tick{tick(24, "run", ""), tick(19, "skipped", down)}, ""},
	} {
		m := newMissed("dun", tt.ticks, since)
		got := ""
		if len(m.Ticks) > 0 {
			title, text := m.words(billing.English, zone)
			got = title + ": " + text
			if german, text := m.words(billing.German, zone); !strings.Contains(german, "ausgefallen") || !strings.Contains(text, "kein Worker da") {
				t.Errorf("%s: %s: %s", tt.name, german, text)
			}
		}
		if got != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.name, got, tt.want)
		}
	}
}
