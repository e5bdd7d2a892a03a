package app

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/notifiers/mailtest"
	"github.com/mocowork/mocowork/notifiers/slacksim"
	"github.com/mocowork/mocowork/test/race"
	"github.com/mocowork/mocowork/test/report"
)

// bigInvoice is the story's invoice that alerts are about here.
const bigInvoice = "R2610-022"

const bigRule = `version: 1
rules:
  - name: big
    for_each: invoices
    when: invoice.number == "` + bigInvoice + `"
    actions:
      - notify: {severity: warning, once_per: invoice, channel: "#leads"}
`

const letterRule = `version: 1
ladders:
  standard:
    min_gap: 10d
    steps: [{level: 1, name: Zahlungserinnerung, after: 7d, pay_within: 10d, fee: 0}, {level: 2, name: 1. Mahnung, after: 20d, pay_within: 10d, fee: 0}]
    texts: default
rules:
  - name: dunning
    for_each: invoices
    when: invoice.overdue and invoice.number in ["R2611-001", "R2610-019", "` + bigInvoice + `"]
    actions:
      - remind: {ladder: standard, to: moco_default_recipients}
`

// office is an installation with a Slack of four channels: #finance is the
// default, alerts of rules go to #leads, those about the product to #ops.
type office struct {
	t     *testing.T
	app   *App
	moco  *mocosim.Server
	slack *slacksim.Sim
	log   *record
}

// morning is the clock of the story's day.
func morning() time.Time {
	day, err := time.Parse(time.DateOnly, mocosim.StoryDay)
	if err != nil {
		panic(err) // the simulator's own constant
	}
	return day.Add(7 * time.Hour)
}

func newOffice(t *testing.T, rule string, channels ...slacksim.Channel) *office {
	t.Helper()
	return newOfficeWithMail(t, rule, "", channels...)
}

// newOfficeWithMail is newOffice with a section about mails.
func newOfficeWithMail(t *testing.T, rule, mail string, channels ...slacksim.Channel) *office {
	t.Helper()
	return newOfficeBy(t, rule, mail, "bot_token: ${file:./slack.key}", channels...)
}

// newOfficeBy is newOfficeWithMail with another way to Slack: the file hook.key
// holds the address of a webhook for #finance.
func newOfficeBy(t *testing.T, rule, mail, slack string, channels ...slacksim.Channel) *office {
	t.Helper()
	o := &office{t: t, log: &record{}, moco: mocosim.New(mocosim.Options{Rate: mocosim.Rate{Off: true}, Now: morning})}
	if err := o.moco.Story(1, mocosim.StoryDay); err != nil {
		t.Fatal(err)
	}
	if err := o.moco.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.moco.Close() })
	var err error
	if o.slack, err = slacksim.Start("127.0.0.1:0", slacksim.Options{Channels: channels}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.slack.Close() })
	dir := t.TempDir()
	for name, text := range map[string]string{
		"read.key": "read-key", "write.key": "write-key", "slack.key": "xoxb-sim", "hook.key": o.slack.Webhook("finance"), "rule.yaml": rule,
		"worker.yaml": `version: 1
timezone: Europe/Berlin
sweep: 1s
write: auto
limits: {reminders_per_run: 25, share_of_open_invoices: 100%}
metrics: {listen: "127.0.0.1:0"}
calendar: {workdays: [mon, tue, wed, thu, fri, sat, sun]}
moco: {account: beispiel, rate_limit: unlimited, base_url: "` + o.moco.URL() + `", read_key: "${file:./read.key}", write_key: "${file:./write.key}"}
slack:
  ` + slack + `
  api_url: ` + o.slack.URL() + `
  default_channel: "#finance"
  fallback_channel: "#backup"
  routes:
    - {when: alert.kind == "job", channel: "#ops"}
jobs:
  - {name: dun, rules: [rule.yaml]}
` + mail,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o.app, err = Open(t.Context(), Options{
		ConfigPath: filepath.Join(dir, "worker.yaml"), Env: configs.OS(time.Now()), Now: morning, OwnTime: true,
		Logger: slog.New(slog.NewJSONHandler(o.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.app.Close() })
	return o
}

// run lets a serving worker carry the job out.
func (o *office) run() (s *Server, r ledger.Run) {
	o.t.Helper()
	s, err := o.app.Serve(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(s.Stop)
	run, err := o.app.Engine.Start(o.t.Context(), jobs.Ask{Job: "dun", Origin: "request", By: "anna@host"})
	if err != nil {
		o.t.Fatal(err)
	}
	if err := (work{s}).Run(o.t.Context(), run.ID); err != nil {
		o.t.Fatal(err)
	}
	if r, err = o.app.Ledger.Run(o.t.Context(), run.ID); err != nil {
		o.t.Fatal(err)
	}
	return s, r
}

// drive carries the job out without its pauses: what waits does not have to.
func (o *office) drive() {
	o.t.Helper()
	ctx, stop := context.WithCancel(o.t.Context())
	o.app.Engine.Runner.Changed = func(e ledger.Entry) {
		o.app.logStep(e)
		if !e.NextAt.IsZero() {
			stop()
		}
	}
	run, err := o.app.Engine.Start(ctx, jobs.Ask{Job: "dun", Origin: "request", By: "anna@host"})
	if err != nil {
		o.t.Fatal(err)
	}
	if _, err := o.app.Engine.Run(ctx, run.ID); err == nil {
		o.t.Fatal("nothing had to wait")
	}
	for range 100 {
		open, err := o.app.Ledger.Entries(o.t.Context(), ledger.Filter{Run: run.ID, States: []ledger.State{ledger.Planned, ledger.Intent}})
		if err != nil {
			o.t.Fatal(err)
		}
		if len(open) == 0 {
			return
		}
		if len(open) > 1 { // the digest waits for the rest
			open = slices.DeleteFunc(open, func(e ledger.Entry) bool { return e.Action == "digest" })
		}
		if _, err := o.app.DB.ExecContext(o.t.Context(), `UPDATE entry SET next_at = 0, intent_at = intent_at - 1000 WHERE id = $1`, open[0].ID); err != nil {
			o.t.Fatal(err)
		}
		if _, err := o.app.Engine.Runner.Apply(o.t.Context(), open[0].ID); err != nil {
			o.t.Fatal(err)
		}
	}
	o.t.Fatal("it does not end")
}

// says waits until the log has a text.
func (o *office) says(text string) {
	o.t.Helper()
	eventually(o.t, func() string {
		if strings.Contains(o.log.String(), text) {
			return ""
		}
		return text + "\n" + o.log.String()
	})
}

// in waits for a message with a text in a channel.
func (o *office) in(channel, text string) (n int) {
	o.t.Helper()
	eventually(o.t, func() string {
		n = 0
		for _, m := range o.slack.In(channel) {
			if strings.Contains(m.Text+string(m.Blocks), text) {
				n++
			}
		}
		if n > 0 {
			return ""
		}
		return fmt.Sprintf("%q in %s; all: %+v\n%s", text, channel, o.slack.Messages(), o.log)
	})
	return n
}

func (o *office) readiness(s *Server, want string) {
	o.t.Helper()
	eventually(o.t, func() string {
		if _, got := fetched(o.t, "http://"+s.ops.Addr()+"/readyz"); got != want+"\n" {
			return got + ", want " + want
		}
		return ""
	})
}

func channels(outside ...string) (out []slacksim.Channel) {
	for _, name := range []string{"finance", "leads", "ops", "backup"} {
		c := slacksim.Channel{Name: name, ID: "C0" + strings.ToUpper(name)}
		for _, o := range outside {
			c.Archived = c.Archived || o == name
		}
		out = append(out, c)
	}
	return out
}

// TestF90_SlackRefuses: HTTP 200 with ok:false for an alert, in the channel
// alone or everywhere, with and without a mailbox. Somebody is always told, or
// it is an error that the machines see.
func TestF90_SlackRefuses(t *testing.T) {
	t.Parallel()
	codes := []string{"invalid_auth", "token_revoked", "channel_not_found", "not_in_channel", "is_archived", "msg_too_long", "no_text"}
	if race.On { // the others go the same two ways
		codes = []string{"invalid_auth", "channel_not_found"}
	}
	row := report.Row{ID: "F90", Min: 2 * len(codes), Note: "fallback channel, then mail; without both, log, doctor and /readyz"}
	type outcome struct{ dup, missing int }
	got := make([]outcome, 2*len(codes))
	t.Run("all", func(t *testing.T) {
		for i, code := range append(codes, codes...) {
			mailbox := i >= len(codes)
			t.Run(fmt.Sprintf("%s, mail %t", code, mailbox), func(t *testing.T) {
				t.Parallel()
				var server *mailtest.Server
				var mail string
				if mailbox {
					server = mailtest.Start(t, mailtest.Options{NoTLS: true})
					mail = fmt.Sprintf("email: {host: 127.0.0.1, port: %d, tls: none, from: worker@example.org, to: [finance@example.org]}\n", server.Port)
				}
				o := newOfficeWithMail(t, bigRule, mail, channels()...)
				f := slacksim.Fault{Method: "chat.postMessage", Code: code, Times: -1}
				token := strings.Contains(code, "auth") || strings.Contains(code, "token")
				if !token {
					f.Channel = "C0LEADS"
				}
				o.slack.Inject(f)
				s, run := o.run()
				if n := len(o.slack.In("leads")); n != 0 {
					got[i].dup += n
				}
				if token && mailbox {
					if n := inMails(server, "#leads"); n != 1 || run.Status != ledger.RunDone {
						t.Errorf("%d mails that were meant for #leads; the run is %s\n%s", n, run.Status, o.log)
						got[i].missing++
					}
					o.readiness(s, "ready")
					return
				}
				if token {
					// Nothing of Slack works: the machines know it.
					o.says(`"msg":"nobody could be told"`)
					o.readiness(s, "not ready: messages")
					if run.Status != ledger.RunPartly {
						t.Errorf("the run is %s", run.Status)
					}
					checks := fmt.Sprint(o.app.lookSlack(t.Context()))
					if !strings.Contains(checks, "nobody could be told so far") {
						t.Errorf("doctor: %s", checks)
					}
					return
				}
				got[i].dup += o.in("backup", "Eigentlich für #leads") - 1
				if run.Status != ledger.RunDone || !strings.Contains(o.log.String(), "a channel refuses messages") {
					t.Errorf("the run is %s\n%s", run.Status, o.log)
				}
				o.readiness(s, "ready")
			})
		}
	})
	for i := range got {
		row.Runs++
		row.Fired++
		row.Dup += got[i].dup
		row.Missing += got[i].missing
	}
	report.Print(t, row)
}

// inMails counts the mails that hold a text.
func inMails(s *mailtest.Server, text string) int {
	n := 0
	for _, m := range s.Mails() {
		if strings.Contains(m.Text, text) {
			n++
		}
	}
	return n
}

// Both the channel and the fallback refuse: people are told where messages
// about the product go, and the worker is ready again.
func TestUndeliverable(t *testing.T) {
	t.Parallel()
	o := newOffice(t, bigRule, channels("leads", "backup")...)
	s, run := o.run()
	if run.Status != ledger.RunPartly {
		t.Errorf("the run is %s", run.Status)
	}
	if n := o.in("ops", "Eine Nachricht kam nicht an: "+bigInvoice); n != 1 {
		t.Errorf("told %d times", n)
	}
	o.readiness(s, "ready")
}

// Nobody can be told while Slack is away. The next worker tells it.
func TestToldByTheNextWorker(t *testing.T) {
	t.Parallel()
	o := newOffice(t, bigRule, channels("leads", "backup", "ops")...)
	s, _ := o.run()
	o.says(`"msg":"nobody could be told"`)
	o.readiness(s, "not ready: messages")
	s.Stop()
	// A minute later #ops is there again.
	if _, err := o.app.DB.ExecContext(t.Context(), `UPDATE meta SET value = replace(value, '"next":"20', '"next":"19') WHERE name LIKE 'untold%'`); err != nil {
		t.Fatal(err)
	}
	o.app.Config.Slack.Routes[0].Channel = "#finance"
	s, err := o.app.Serve(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	if n := o.in("finance", "Eine Nachricht kam nicht an: "+bigInvoice); n != 1 {
		t.Errorf("told %d times", n)
	}
	o.readiness(s, "ready")
}

// Many actions of one run are told in one message.
func TestToldTogether(t *testing.T) {
	t.Parallel()
	a := &App{Config: &configs.Config{Locale: "de-DE"}}
	one := func(id, run string) item {
		alert := a.alert("t", id)
		alert.Origin.Run = run
		return item{about: []ledger.Untold{{ID: id}}, alert: alert}
	}
	var got []string
	for _, n := range a.together([]item{one("a1", "r_1"), one("k", ""), one("b1", "r_2"), one("a2", "r_1"), one("a3", "r_1"), one("b2", "r_2"), one("a4", "r_1"), one("k2", "")}) {
		got = append(got, fmt.Sprintf("%d %s %s", len(n.about), n.alert.Notify.Title, n.alert.Notify.Text))
	}
	want := []string{"4 4 Aktionen brauchen einen Menschen a1 · und 3 weitere: worker runs show r_1", "1 t k", "1 t b1", "1 t b2", "1 t k2"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// TestF17_PanicInAHandler: a mistake in the program stops one action. It is
// written down without values, tried again, given to a person in the end, and
// told; everything else goes on.
func TestF17_PanicInAHandler(t *testing.T) {
	t.Parallel()
	places := []string{"check", "write before the request", "write after the request"}
	rows := make([]report.Row, len(places))
	t.Run("all", func(t *testing.T) {
		for i, place := range places {
			t.Run(place, func(t *testing.T) {
				t.Parallel()
				testPanic(t, place, &rows[i])
			})
		}
	})
	row := report.Row{ID: "F17", Min: 3}
	for _, r := range rows {
		row.Runs++
		row.Fired += r.Fired
		row.Dup += r.Dup
		row.Missing += r.Missing
		row.Review += r.Review
	}
	report.Print(t, row)
}

func testPanic(t *testing.T, place string, row *report.Row) {
	const canary = "k4n4ry-in-a-panic"
	o := newOffice(t, letterRule, channels()...)
	p := &panics{Handler: o.app.Engine.Runner.Handlers["remind"], place: place, value: canary}
	o.app.Engine.Runner.Handlers["remind"] = p
	o.app.Engine.Runner.Settle = time.Second
	o.drive()
	row.Fired = min(1, int(p.times.Load()))
	mails := map[int64]int{}
	for _, m := range o.moco.Emails() {
		mails[m.Invoice]++
		row.Dup += mails[m.Invoice] - 1
	}
	want := 2
	if place == "write after the request" {
		want = 3 // it is in MOCO, and found there
	} else {
		row.Review++
		o.in("finance", "1 unklar, bitte prüfen")
	}
	row.Missing += want - len(mails)
	if log := o.log.String(); strings.Contains(log, canary) || !strings.Contains(log, "a mistake in the program") || !strings.Contains(log, "tell_test.go") {
		t.Errorf("%s", log)
	}
}

// panics is a handler that panics over one subject.
type panics struct {
	actions.Handler
	place, value string
	times        atomic.Int32
}

func (p *panics) at(place string, e ledger.Entry) {
	if p.place == place && e.Subject.Label == bigInvoice {
		p.times.Add(1)
		panic(p.value)
	}
}

func (p *panics) Check(ctx context.Context, e ledger.Entry) (actions.Checked, error) {
	p.at("check", e)
	return p.Handler.Check(ctx, e)
}

func (p *panics) Write(ctx context.Context, e ledger.Entry, c actions.Checked) (actions.Written, error) {
	p.at("write before the request", e)
	w, err := p.Handler.Write(ctx, e, c)
	p.at("write after the request", e)
	return w, err
}
