package ledger_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
)

// Of two processes that want to post the same message, one has it; the other
// finds it later, to edit it.
func TestMessageIsPostedByOne(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *ledger.Ledger) {
		ctx := t.Context()
		one, two := ledgerOf(d, "one"), ledgerOf(d, "two")
		const name = "digest|dun|#finance|2026-11-23"
		m, mine, err := one.HoldMessage(ctx, name, "digest")
		if err != nil || !mine || m.Posted() {
			t.Fatalf("%+v %v %v", m, mine, err)
		}
		if _, mine, err := two.HoldMessage(ctx, name, "digest"); err != nil || mine {
			t.Fatalf("both have it: %v", err)
		}
		m.Channel, m.TS, m.Hash, m.Editable, m.Body = "C1", "1.2", "h", true, json.RawMessage(`{"runs":["r_1"]}`)
		m.Thread = []ledger.Answer{{TS: "1.3", Hash: "x"}}
		if err := one.KeepMessage(ctx, m, false); err != nil {
			t.Fatal(err)
		}
		got, mine, err := two.HoldMessage(ctx, name, "digest")
		if err != nil || !mine || got.TS != "1.2" || got.PostedAt.IsZero() || len(got.Thread) != 1 || string(got.Body) != `{"runs":["r_1"]}` {
			t.Fatalf("%+v %v %v", got, mine, err)
		}
		if err := two.LeaveMessage(ctx, name); err != nil {
			t.Fatal(err)
		}
		open, err := one.EditableMessages(ctx, "digest")
		if err != nil || len(open) != 1 {
			t.Errorf("%+v %v", open, err)
		}
		before, found, err := one.MessageBefore(ctx, "digest|dun|#finance|", "digest|dun|#finance|2026-11-24")
		if err != nil || !found || before.Name != name {
			t.Errorf("%+v %v %v", before, found, err)
		}
		if _, found, err := one.MessageBefore(ctx, "digest|dun|#finance|", name); err != nil || found {
			t.Errorf("found itself: %v", err)
		}
	})
}

// The pace of a channel is one for all processes; who was asked to wait makes
// the others wait too.
func TestMessagePaceIsShared(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *ledger.Ledger) {
		ctx := t.Context()
		one, two := ledger.NewMessagePace(ledgerOf(d, "one"), time.Second), ledger.NewMessagePace(ledgerOf(d, "two"), time.Second)
		if wait, ok, err := one.Reserve(ctx, "C1", 0); err != nil || !ok || wait != 0 {
			t.Fatal(wait, ok, err)
		}
		if wait, ok, err := two.Reserve(ctx, "C1", time.Minute); err != nil || !ok || wait <= 0 || wait > time.Second {
			t.Errorf("the second waits %s, %v %v", wait, ok, err)
		}
		if wait, ok, err := two.Reserve(ctx, "C2", 0); err != nil || !ok || wait != 0 {
			t.Errorf("another channel waits %s, %v %v", wait, ok, err)
		}
		if err := one.Block(ctx, "C2", time.Hour); err != nil {
			t.Fatal(err)
		}
		if wait, ok, err := two.Reserve(ctx, "C2", time.Minute); err != nil || ok || wait < 59*time.Minute {
			t.Errorf("a closed channel: %s %v %v", wait, ok, err)
		}
		if err := one.Away(ctx); err != nil {
			t.Fatal(err)
		}
		if wait, ok, err := two.Reserve(ctx, "C3", 5*time.Second); err != nil || ok || wait < 30*time.Second {
			t.Errorf("Slack is away: %s %v %v", wait, ok, err)
		}
	})
}
