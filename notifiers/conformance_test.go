package notifiers

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/notifiers/mailtest"
)

// TestConformance holds every notifier of the list to the contract of
// Notifier. seen gives what people would see, as one text.
func TestConformance(t *testing.T) {
	t.Parallel()
	implementations := map[string]func(*testing.T) (n Notifier, seen func() string){
		"slack": func(t *testing.T) (Notifier, func() string) {
			w := newWorld(t, nil)
			return w.slack, func() string {
				var b strings.Builder
				for _, m := range w.sim.Messages() {
					b.WriteString(m.Text + "\n")
				}
				return b.String()
			}
		},
		"email": func(t *testing.T) (Notifier, func() string) {
			server, e := mailWorld(t, mailtest.Options{}, nil)
			return e, func() string {
				var b strings.Builder
				for _, m := range server.Mails() {
					b.WriteString(openMail(t, m).Plain)
				}
				return b.String()
			}
		},
		"webhook": func(t *testing.T) (Notifier, func() string) {
			sim, h := hookWorld(t, nil)
			return h, func() string {
				var b strings.Builder
				for _, m := range sim.Messages() {
					b.WriteString(m.Text + "\n")
				}
				return b.String()
			}
		},
		"terminal": func(*testing.T) (Notifier, func() string) {
			var b bytes.Buffer
			return NewTerminal(&b), b.String
		},
	}
	implementations["fallback"] = func(t *testing.T) (Notifier, func() string) {
		n, seen := implementations["slack"](t)
		return Fallback{Notifier: n, Channel: "#ops-alerts"}, seen
	}
	for _, kind := range append(Names(), "fallback") {
		setup, ok := implementations[kind]
		if !ok {
			t.Errorf("notifier %q is in the list but not in this suite", kind)
			continue
		}
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			n, seen := setup(t)
			if kind != "fallback" && n.Name() != kind {
				t.Errorf("name %q, in the list it is %q", n.Name(), kind)
			}
			t.Run("send and update", func(t *testing.T) { conformSend(t, n, seen) })
			t.Run("refuse", func(t *testing.T) { conformRefuse(t, n) })
			if kind != "webhook" { // it takes no files: see TestWebhookTakesNoFiles
				t.Run("upload", func(t *testing.T) { conformUpload(t, n, seen) })
			}
			t.Run("check", func(t *testing.T) { conformCheck(t, n) })
			t.Run("all kinds", func(t *testing.T) { conformKinds(t, n) })
		})
	}
}

func conformSend(t *testing.T, n Notifier, seen func() string) {
	ctx := context.Background()
	first, err := n.Send(ctx, text("#finance", "eins"))
	if err != nil {
		t.Fatal(err)
	}
	second, err := n.Send(ctx, text("#finance", "zwei"))
	if err != nil {
		t.Fatal(err)
	}
	if first.Channel == "" || first.TS == "" || first.TS == second.TS {
		t.Errorf("receipts %+v and %+v", first, second)
	}
	edited, err := n.Update(ctx, first, text("#finance", "eins, bezahlt"))
	if err != nil {
		t.Fatal(err)
	}
	if edited.Channel != first.Channel || edited.TS != first.TS {
		t.Errorf("the edit's receipt %+v differs from %+v", edited, first)
	}
	answers := Message{FollowUps: []Message{text("", "drei")}}.InThread(first)
	if answers[0].Channel != first.Channel || answers[0].ThreadTS != first.TS {
		t.Errorf("the follow-up goes to %+v", answers[0])
	}
	if _, err := n.Send(ctx, answers[0]); err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"zwei", "eins, bezahlt", "drei"} {
		if !strings.Contains(seen(), words) {
			t.Errorf("%q is not to be seen in\n%s", words, seen())
		}
	}
}

func conformRefuse(t *testing.T, n Notifier) {
	ctx := context.Background()
	ended, cancel := context.WithCancel(ctx)
	cancel()
	send := func(ctx context.Context, m Message) error { _, err := n.Send(ctx, m); return err }
	for _, c := range []struct {
		name string
		err  error
		kind fault.Kind
		want string
	}{
		{"no text", send(ctx, text("#finance", " ")), fault.Permanent, "the message has no text"},
		{"no channel", send(ctx, text("", "x")), fault.Permanent, "the message has no channel"},
		{"ended", send(ended, text("#finance", "x")), fault.Temporary, "context canceled"},
		{"edit of nothing", second(n.Update(ctx, Receipt{Channel: "C0FINANCE", TS: "999.9"}, text("#finance", "x"))), fault.Gone, "to edit"},
	} {
		if c.err == nil || fault.KindOf(c.err) != c.kind || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: %v (%v), want %q (%v)", c.name, c.err, fault.KindOf(c.err), c.want, c.kind)
		}
	}
	if err := send(ended, text("#finance", "x")); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context is not to be recognized in %v", err)
	}
}

func second(_ Receipt, err error) error { return err }

func conformUpload(t *testing.T, n Notifier, seen func() string) {
	ctx := context.Background()
	dir := t.TempDir()
	path := filepath.Join(dir, "x.xlsx")
	if err := os.WriteFile(path, []byte("workbook"), 0o600); err != nil {
		t.Fatal(err)
	}
	empty := filepath.Join(dir, "empty.xlsx")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := n.Upload(ctx, exampleExport(path).Upload(billing.German))
	if err != nil || r.File == "" || r.Channel == "" {
		t.Errorf("receipt %+v, error %v", r, err)
	}
	if !strings.Contains(seen(), "42 Zeilen, offen 74.310,00 EUR") {
		t.Errorf("the words are not to be seen in\n%s", seen())
	}
	for _, c := range []struct{ name, path, want string }{
		{"missing", filepath.Join(dir, "none.xlsx"), "can't be opened"},
		{"empty", empty, "the file is empty"},
		{"folder", dir, "not a regular file"},
	} {
		_, err := n.Upload(ctx, exampleExport(c.path).Upload(billing.German))
		if err == nil || fault.KindOf(err) != fault.Permanent || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func conformCheck(t *testing.T, n Notifier) {
	h, err := n.Check(context.Background(), []string{"#finance", "#ops-alerts"})
	if err != nil {
		t.Fatal(err)
	}
	if !h.OK() || len(h.Channels) != 2 || h.Channels[0].Name != "#finance" || h.Team == "" {
		t.Errorf("health %+v", h)
	}
}

func conformKinds(t *testing.T, n Notifier) {
	for _, l := range []billing.Language{billing.German, billing.English} {
		kinds := map[Kind]bool{}
		for _, m := range []Message{
			exampleDigest().Message(l), exampleAlert().Message(l), exampleApproval().Message(l),
			exampleExport("").Message(l), exampleFailure().Message(l),
		} {
			kinds[m.Kind] = true
			if !strings.Contains(strings.Join(Render(m), "\n"), "r_8f31") {
				t.Errorf("the %s does not name its run", m.Kind)
			}
			if _, err := n.Send(context.Background(), m); err != nil {
				t.Errorf("%s: %v", m.Kind, err)
			}
		}
		for _, k := range []Kind{KindDigest, KindAlert, KindApproval, KindExport, KindFailure} {
			if !kinds[k] {
				t.Errorf("no message of kind %q", k)
			}
		}
	}
}

func TestNewKnowsItsNames(t *testing.T) {
	t.Parallel()
	_, err := New("slak", Options{})
	if want := `unknown notifier "slak": use one of email, slack, terminal, webhook`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	n, err := New("terminal", Options{})
	if err != nil || n.Name() != "terminal" {
		t.Errorf("terminal: %v, %v", n, err)
	}
	if _, err := New("slack", Options{}); fault.KindOf(err) != fault.Auth {
		t.Errorf("slack without a token: %v", err)
	}
	if names := Names(); !slices.IsSorted(names) {
		t.Errorf("names %v are not sorted", names)
	}
}
