package cli

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/notifiers"
)

type demoCmd struct {
	Dir  string `default:"mocowork-demo" help:"The folder for config, rules, letters and exports."`
	Seed int64  `default:"1" help:"Another number makes other ordinary invoices; the story stays."`
	Data string `placeholder:"FILE" help:"Use this account instead of the story: JSON as MOCO sends it, grouped by kind."`
	Stay bool   `help:"Keep everything running until Ctrl-C."`
	Job  string `default:"overdue-daily" hidden:""`
}

// Run shows one whole run on made-up data: the real client, queue, ledger,
// workbook and messages, against a simulated MOCO and Slack.
func (c *demoCmd) Run(ctx context.Context, w *World, f *flags) error {
	d, err := c.world()
	if err != nil {
		return err
	}
	defer d.Close()
	show := &demoShow{out: w.Stdout, now: d.Now, zone: time.UTC}
	a, err := app.Open(ctx, c.options(w, f, d, show))
	if err != nil {
		return err
	}
	defer a.Close()
	show.zone = a.Config.Timezone
	c.head(w, d, a)
	s, err := a.Serve(ctx)
	if err != nil {
		return err
	}
	defer s.Stop()
	if err := c.story(ctx, w, d, a, show); err != nil {
		return err
	}
	c.tail(w, d, show)
	if c.Stay {
		fmt.Fprintf(w.Stdout, "\nStill running: MOCO at %s, Slack at %s. Ctrl-C ends it.\n", d.MOCO.URL(), d.Slack.URL())
		<-ctx.Done()
	}
	return nil
}

func (c *demoCmd) world() (*app.Demo, error) {
	o := app.DemoOptions{Dir: c.Dir, Seed: c.Seed}
	if c.Data != "" {
		file, err := os.Open(c.Data)
		if err != nil {
			return nil, &exit{ExitUsage, err}
		}
		defer file.Close()
		o.Data = file
	}
	return app.NewDemo(o)
}

func (c *demoCmd) options(w *World, f *flags, d *app.Demo, show *demoShow) app.Options {
	o := f.options(w, nil)
	o.ConfigPath, o.Now, o.OwnTime, o.Report = d.ConfigPath(), d.Now, true, show.event
	o.Messages = show.message
	return o
}

func (c *demoCmd) head(w *World, d *app.Demo, a *app.App) {
	source := `420 invoices, 96 customers, EUR and CHF`
	if c.Data != "" {
		source = "the account in " + filepath.Base(c.Data)
	}
	fmt.Fprintf(w.Stdout, `Demo: everything below is made up and stays on this machine. Ctrl-C ends it.

  queue   embedded
  moco    simulated account %q, %s, as of %s
  slack   simulated: messages appear here
  files   %s/   (config, rules, letters, exports; yours to edit)

`, a.Config.Moco.Account, source, d.Now().In(a.Config.Timezone).Format("Mon 02 Jan 2006"), strings.TrimSuffix(filepath.ToSlash(c.Dir), "/"))
}

// story asks for a run by the queue, as enqueue does, waits for it, and gives
// the approval that the last step asks for.
func (c *demoCmd) story(ctx context.Context, w *World, d *app.Demo, a *app.App, show *demoShow) error {
	conn, err := queue.FindEmbedded(a.Config.DataDir)
	if err != nil {
		return err
	}
	client := queue.NewClient(conn.For(a.Config.Moco.Account))
	defer client.Close()
	show.say(c.Job + " starts")
	ticket, err := client.Ask(ctx, queue.Request{Job: c.Job, By: "demo"}, false, rand.Reader, d.Now())
	if err != nil {
		return err
	}
	st, err := client.Wait(ctx, ticket.Run, func(queue.Status) {})
	if err != nil {
		return err
	}
	if st.Plan != "" {
		p, err := a.Ledger.Plan(ctx, st.Plan)
		if err != nil {
			return err
		}
		fmt.Fprintln(w.Stdout)
		printer(a, false).Print(w.Stdout, p)
		fmt.Fprintln(w.Stdout)
	}
	if st.Waiting > 0 && c.Data == "" {
		show.say(fmt.Sprintf("%d letters wait for approval; here the demo says yes for you:  worker approve %s", st.Waiting, st.Plan))
		if _, err := a.Engine.Vote(ctx, jobs.Vote{Plan: st.Plan, By: jobs.Voter{ID: "you@demo"}, Every: true, Yes: true}); err != nil {
			return err
		}
		if _, err := a.Engine.Finish(ctx, st.Run); err != nil {
			return err
		}
	}
	r, err := a.Engine.Close(ctx, st.Run)
	if err != nil {
		return err
	}
	printRun(w.Stdout, w, a, r)
	return nil
}

func (c *demoCmd) tail(w *World, d *app.Demo, show *demoShow) {
	n, err := d.WriteLetters()
	if err != nil {
		show.say("the letters can't be written: " + err.Error())
	}
	fmt.Fprintf(w.Stdout, "\nThe simulated MOCO counted %s and %s.\n", number(d.Reminders(), "reminder made", "reminders made"), number(n, "e-mail", "e-mails"))
	if n > 0 {
		fmt.Fprintf(w.Stdout, "  letters   %s\n", filepath.Join(c.Dir, "letters"))
	}
	if files, err := filepath.Glob(filepath.Join(c.Dir, "exports", "*.xlsx")); err == nil {
		for _, f := range files {
			fmt.Fprintf(w.Stdout, "  workbook  %s\n", f)
		}
	}
	if c.Data != "" {
		return
	}
	fmt.Fprintf(w.Stdout, `
Next:
  cd %s
  worker rules explain R2610-011        why was this one left alone?
  worker runs                           what has run
  worker audit                          every step that was taken
  worker init ../my-agency              begin with your own account
`, c.Dir)
}

// demoShow prints what happens, with the demo's time.
type demoShow struct {
	out  io.Writer
	now  func() time.Time
	zone *time.Location

	mu sync.Mutex
}

func (s *demoShow) say(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.out, "%s  %s\n", s.now().In(s.zone).Format("15:04:05"), text)
}

func (s *demoShow) event(e jobs.Event) {
	if e.Mark == jobs.Going {
		return
	}
	s.say(fmt.Sprintf("%-7s %s %s", e.Step, e.Mark, e.Text))
}

func (s *demoShow) message(m notifiers.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintln(s.out)
	for _, line := range notifiers.Lines(m) {
		fmt.Fprintf(s.out, "  %s\n", line)
	}
	fmt.Fprintln(s.out)
}
