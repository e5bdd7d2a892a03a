package app

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers/mailtest"
	"github.com/mocowork/mocowork/notifiers/slacksim"
	"github.com/mocowork/mocowork/test/report"
)

const byWebhook = "webhook_url: ${file:./hook.key}"

// A webhook takes everything that a run has to say, each thing once, and
// nothing else of Slack is asked.
func TestRunByWebhook(t *testing.T) {
	t.Parallel()
	o := newOfficeBy(t, bigRule, "", byWebhook, channels()...)
	s, run := o.run()
	if run.Status != ledger.RunDone {
		t.Errorf("the run is %s\n%s", run.Status, o.log)
	}
	for _, text := range []string{bigInvoice + " ", "Überfällig: "} {
		if n := o.in("finance", text); n > 2 { // the digest lists the invoice too
			t.Errorf("%q is said %d times: %+v", text, n, o.slack.Messages())
		}
	}
	texts := map[string]bool{}
	for _, m := range o.slack.Messages() {
		if texts[m.Text] {
			t.Errorf("said twice: %s", m.Text)
		}
		texts[m.Text] = true
		if m.ChannelName != "finance" || strings.Contains(string(m.Blocks), `"actions"`) {
			t.Errorf("%+v", m)
		}
	}
	for _, r := range o.slack.Requests() {
		if r.Method != slacksim.WebhookMethod || r.Status != 200 {
			t.Errorf("%+v", r)
		}
	}
	o.readiness(s, "ready")
	if checks := fmt.Sprint(o.app.lookSlack(t.Context())); !strings.Contains(checks, "nothing can be pressed") {
		t.Errorf("doctor: %s", checks)
	}
}

// TestF91_WebhookGone: what webhooks answer when they are gone or may not post,
// with and without a mailbox. Somebody is told, or the machines see it, and the
// address is in no log, message or store.
func TestF91_WebhookGone(t *testing.T) {
	t.Parallel()
	faults := []slacksim.Fault{
		{Code: "no_service"}, {Code: "invalid_token"}, {Code: "channel_is_archived"}, {Status: 403}, {Status: 410},
	}
	type outcome struct{ fired, dup, missing, leaks int }
	got := make([]outcome, 2*len(faults))
	t.Run("all", func(t *testing.T) {
		for i, f := range append(faults, faults...) {
			mailbox := i >= len(faults)
			t.Run(fmt.Sprintf("%s%d, mail %t", f.Code, f.Status, mailbox), func(t *testing.T) {
				t.Parallel()
				var server *mailtest.Server
				var mail string
				if mailbox {
					server = mailtest.Start(t, mailtest.Options{NoTLS: true})
					mail = fmt.Sprintf("email: {host: 127.0.0.1, port: %d, tls: none, from: worker@example.org, to: [finance@example.org]}\n", server.Port)
				}
				o := newOfficeBy(t, bigRule, mail, byWebhook, channels()...)
				f.Method, f.Times = slacksim.WebhookMethod, -1
				o.slack.Inject(f)
				s, run := o.run()
				got[i].fired = min(1, o.slack.Count(slacksim.WebhookMethod))
				got[i].dup = len(o.slack.Messages())
				if mailbox {
					n := inMails(server, "#leads")
					if n != 1 || run.Status != ledger.RunDone {
						t.Errorf("%d mails that were meant for #leads; the run is %s\n%s", n, run.Status, o.log)
					}
					got[i].dup, got[i].missing = got[i].dup+max(0, n-1), max(0, 1-n)
					o.readiness(s, "ready")
				} else {
					o.says(`"msg":"nobody could be told"`)
					o.readiness(s, "not ready: messages")
					checks := fmt.Sprint(o.app.lookSlack(t.Context()))
					if run.Status != ledger.RunPartly || !strings.Contains(checks, "nobody could be told so far") {
						t.Errorf("the run is %s; doctor: %s", run.Status, checks)
						got[i].missing++
					}
				}
				s.Stop()
				got[i].leaks = o.hookLeaks()
			})
		}
	})
	row := report.Row{ID: "F91", Min: 10, Note: "with and without a mailbox; the address in no log and no file of the store"}
	for _, g := range got {
		row.Runs++
		row.Fired += g.fired
		row.Dup += g.dup
		row.Missing += g.missing + g.leaks
	}
	report.Print(t, row)
}

// hookLeaks counts the places that show the webhook's address.
func (o *office) hookLeaks() (n int) {
	o.t.Helper()
	dir := filepath.Dir(o.app.Config.Path)
	key, err := os.ReadFile(filepath.Join(dir, "hook.key"))
	if err != nil {
		o.t.Fatal(err)
	}
	address, err := url.Parse(string(key))
	if err != nil {
		o.t.Fatal(err)
	}
	secret := path.Base(address.Path)
	see := func(where, text string) {
		if strings.Contains(text, secret) {
			o.t.Errorf("the webhook's address is in %s", where)
			n++
		}
	}
	see("the log", o.log.String())
	see("a print", fmt.Sprintf("%v %+v", o.app.hook, o.app.Config.Slack))
	err = filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "hook.key" || !d.Type().IsRegular() {
			return nil // such as a file of SQLite's that has gone
		}
		text, _ := os.ReadFile(file)
		see(file, string(text))
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}
