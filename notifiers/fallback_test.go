package notifiers

import (
	"context"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/notifiers/slacksim"
)

func TestFallback(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		channel string
		fault   slacksim.Fault
		arrives string // where the message is to be seen
		kind    fault.Kind
		want    string // in the receipt or the error
	}{
		{"all is well", "#finance", slacksim.Fault{}, "#finance", 0, ""},
		{"archived", "#old", slacksim.Fault{}, "#ops-alerts", 0, "#old is archived"},
		{"by id", "C0OLD", slacksim.Fault{}, "#ops-alerts", 0, "C0OLD is archived"},
		{"not a member", "#outside", slacksim.Fault{}, "#ops-alerts", 0, "write /invite @worker there"},
		{"a refused token", "#finance", slacksim.Fault{Code: "invalid_auth"}, "", fault.Auth, "refuses the token"},
		{"a doubt is not doubled", "#finance", slacksim.Fault{Code: "fatal_error"}, "", fault.Unsure, "may be there"},
		{"the fallback itself", "#ops-alerts", slacksim.Fault{Code: "is_archived"}, "", fault.Permanent, "#ops-alerts is archived"},
		{"both refuse", "#finance", slacksim.Fault{Code: "restricted_action", Times: 2}, "", fault.Permanent, "the message to #ops-alerts failed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			if c.fault.Code != "" {
				c.fault.Method = "chat.postMessage"
				w.sim.Inject(c.fault)
			}
			m := text(c.channel, "wichtig")
			m.ThreadTS = "1.2"
			r, err := Fallback{Notifier: w.slack, Channel: "#ops-alerts"}.Send(context.Background(), m)
			switch {
			case c.arrives == "" && (err == nil || fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want)):
				t.Errorf("%+v, %v, want %q", r, err, c.want)
			case c.arrives != "" && (err != nil || (r.Diverted != "") != (c.want != "") || !strings.Contains(r.Diverted, c.want)):
				t.Errorf("%+v, %v, want %q", r, err, c.want)
			}
			if c.arrives == "" {
				if n := len(w.sim.Messages()); n != 0 {
					t.Errorf("%d messages", n)
				}
				return
			}
			got := w.sim.In(c.arrives)
			if len(got) != 1 || got[0].Text != "wichtig" {
				t.Fatalf("%+v", got)
			}
			body := strings.Join(texts(t, got[0]), "\n")
			if diverted := strings.Contains(body, "Eigentlich für "+c.channel); diverted != (c.want != "") {
				t.Errorf("%s", body)
			}
		})
	}
}

// TestFallbackKeepsFilesHome: a file is not shown to people it was not meant
// for; its words are.
func TestFallbackKeepsFilesHome(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	e := exampleExport(workbook(t, []byte("x")))
	e.Channel = "#outside"
	r, err := Fallback{Notifier: w.slack, Channel: "#ops-alerts"}.Upload(context.Background(), e.Upload(billing.German))
	if err != nil || r.Diverted == "" || r.File != "" {
		t.Errorf("%+v, %v", r, err)
	}
	got := w.sim.In("#ops-alerts")
	if len(got) != 1 || len(got[0].Files) != 0 || !strings.Contains(got[0].Text, "Offene Posten") {
		t.Errorf("%+v", got)
	}
	for _, f := range w.sim.Files() {
		if f.Channel != "" {
			t.Errorf("the file is shared in %s", f.Channel)
		}
	}
	missing := exampleExport("none.xlsx")
	missing.Channel = "#ops-alerts"
	if _, err := (Fallback{Notifier: w.slack, Channel: "#ops-alerts"}).Upload(context.Background(), missing.Upload(billing.German)); fault.KindOf(err) != fault.Permanent {
		t.Errorf("%v", err)
	}
	if _, err := (Fallback{Notifier: w.slack, Channel: ""}).Send(context.Background(), text("#outside", "x")); fault.KindOf(err) != fault.Permanent {
		t.Errorf("without a fallback channel: %v", err)
	}
}
