package mirror_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/mirror"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// simulator is MOCO's account of the demo behind HTTP, and a client for it.
func simulator(t *testing.T, now *time.Time) (*mocosim.Server, *mocoapi.Client) {
	t.Helper()
	sim := mocosim.New(mocosim.Options{Now: func() time.Time { return *now }, Rate: mocosim.Rate{Off: true}})
	if err := sim.Story(1, mocosim.StoryDay); err != nil {
		t.Fatal(err)
	}
	if err := sim.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := sim.Close(); err != nil {
			t.Error(err)
		}
	})
	client, err := mocoapi.New(mocoapi.Options{
		Account: "beispiel", BaseURL: sim.URL(), Key: func() (string, error) { return "read-key", nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return sim, client
}

// The whole way: HTTP, pages, store, snapshot.
func TestAgainstSimulator(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
		sim, client := simulator(t, &now)
		m := mirror.New(d, "beispiel")
		pull := func(opts mirror.PullOptions) mirror.Pulled {
			t.Helper()
			p, err := m.Pull(t.Context(), client, nil, opts)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		pull(mirror.PullOptions{})
		snap, err := m.Snapshot(t.Context(), today)
		if err != nil {
			t.Fatal(err)
		}
		if len(snap.Broken) != 0 {
			t.Errorf("not understood: %+v", snap.Broken)
		}
		want := map[string]int{}
		for kind := range snap.Counts() {
			want[kind] = len(sim.Account().All(simKind(kind)))
		}
		if diff := cmp.Diff(want, snap.Counts()); diff != "" {
			t.Errorf("rows (-in the account +in the snapshot):\n%s", diff)
		}
		before := len(sim.Requests())
		if p := pull(mirror.PullOptions{}); p.Requests() != len(mirror.Kinds()) || len(sim.Requests())-before != len(mirror.Kinds()) {
			t.Errorf("the second pull made %d requests: %+v", len(sim.Requests())-before, p)
		}
		payAndDelete(t, sim, m, snap, &now, pull)
	})
}

func simKind(kind string) string {
	switch kind {
	case mirror.Payments:
		return "invoice_payments"
	case mirror.Reminders:
		return "invoice_reminders"
	}
	return kind
}

// payAndDelete changes the account and looks whether the mirror follows.
func payAndDelete(t *testing.T, sim *mocosim.Server, m *mirror.Mirror, snap billing.Snapshot, now *time.Time, pull func(mirror.PullOptions) mirror.Pulled) {
	t.Helper()
	var open billing.OpenItem
	for _, item := range snap.OpenItems() {
		if rest, err := item.Open(); err == nil && rest.Minor > 0 && len(item.Payments) == 0 && item.Invoice.Status == billing.StatusSent {
			open = item
		}
	}
	reminder := snap.Reminders[0]
	*now = now.Add(time.Hour)
	if _, err := sim.Account().Pay(open.Invoice.Identifier, ""); err != nil {
		t.Fatal(err)
	}
	if err := sim.Account().Delete(simKind(mirror.Reminders), int64(reminder.ID)); err != nil {
		t.Fatal(err)
	}
	if k := pull(mirror.PullOptions{}).ByKind[mirror.Payments]; k.Changed != 1 {
		t.Errorf("payments: %+v, want the new one", k)
	}
	if k := pull(mirror.PullOptions{Full: true}).ByKind[mirror.Reminders]; k.Gone != 1 {
		t.Errorf("reminders: %+v, want one gone", k)
	}
	inv, err := m.FindInvoice(t.Context(), strings.ToLower(open.Invoice.Identifier))
	if err != nil || inv.Status != billing.StatusPaid {
		t.Errorf("the paid invoice is %s, %v", inv.Status, err)
	}
}
