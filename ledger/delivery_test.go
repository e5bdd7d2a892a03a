package ledger_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
)

// A delivery has one row per action and place; what was delivered stays so, and
// what ends is in the audit.
func TestDeliveries(t *testing.T) {
	each(t, func(t *testing.T, _ *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		note := func(entry, place string, s ledger.DeliveryState, attempts int, reason string) {
			t.Helper()
			err := l.NoteDelivery(ctx, ledger.Delivery{Entry: entry, Run: "r_1", Place: place, Name: "a.xlsx", State: s, Attempts: attempts, Reason: reason, SHA256: "ab"})
			if err != nil {
				t.Fatal(err)
			}
		}
		note("a_1", "#finance", ledger.DeliveryPending, 1, "busy\x00")
		note("a_1", "#finance", ledger.DeliveryDelivered, 2, "")
		note("a_1", "#finance", ledger.DeliveryFailed, 3, "too late to fail")
		note("a_1", "mailto:a@example.org", ledger.DeliveryFailed, 1, "refused")
		note("a_2", "#finance", ledger.DeliveryPending, 1, "")
		want := []ledger.Delivery{
			{Entry: "a_1", Run: "r_1", Place: "#finance", Name: "a.xlsx", State: ledger.DeliveryDelivered, Attempts: 2, SHA256: "ab"},
			{Entry: "a_1", Run: "r_1", Place: "mailto:a@example.org", Name: "a.xlsx", State: ledger.DeliveryFailed, Attempts: 1, Reason: "refused", SHA256: "ab"},
		}
		got, err := l.Deliveries(ctx, "r_1", "a_1")
		byPlace := cmpopts.SortSlices(func(a, b ledger.Delivery) bool { return a.Place < b.Place })
		if diff := cmp.Diff(want, got, byPlace, cmpopts.IgnoreFields(ledger.Delivery{}, "CreatedAt", "UpdatedAt")); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		if all, err := l.Deliveries(ctx, "r_1", ""); len(all) != 3 || err != nil {
			t.Errorf("%d deliveries of the run, %v", len(all), err)
		}
		events, err := l.Events(ctx, "r_1", "", 0)
		if err != nil {
			t.Fatal(err)
		}
		var said []ledger.State
		for _, e := range events {
			said = append(said, e.To)
		}
		if diff := cmp.Diff([]ledger.State{"delivery_delivered", "delivery_failed"}, said); diff != "" {
			t.Error(diff)
		}
		if n, err := l.Verify(ctx); n == 0 || err != nil {
			t.Errorf("%d events, %v", n, err)
		}
	})
}
