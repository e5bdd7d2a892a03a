package cli

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

type holdCmd struct {
	Add  holdAddCmd  `cmd:"" help:"Keep reminders back: for an invoice, a customer or a tag (Mahnsperre)."`
	List holdListCmd `cmd:"" help:"The holds that count, and when they end."`
	End  holdEndCmd  `cmd:"" help:"End a hold before its time."`
}

type holdAddCmd struct {
	Invoices []string `arg:"" name:"invoice" optional:"" help:"Invoices, by number, id or link in MOCO."`
	Customer []string `placeholder:"NUMBER" help:"All invoices of this customer number."`
	Tag      []string `placeholder:"TAG" help:"All invoices with this tag in MOCO, or of a customer with it."`
	Currency string   `placeholder:"EUR" help:"Of these, only the ones in this currency."`
	Kind     string   `default:"hold" help:"hold (Mahnsperre), promise (Zahlungszusage: until its date passes unpaid) or dispute (Reklamation)."`
	From     string   `placeholder:"DATE" help:"The first day, such as 2026-12-01; today if left out."`
	Until    string   `placeholder:"DATE" help:"The last day, such as 2026-12-15."`
	For      string   `placeholder:"DAYS" help:"Instead of --until: for so many days, such as 14d."`
	Forever  bool     `help:"Instead of --until: until somebody ends it."`
	Reason   string   `help:"Why; it stands in plans, in the audit and in MOCO. Required."`
	Amount   string   `placeholder:"\"500 EUR\"" help:"Of a promise: the part that was promised, if not all."`
}

// Run keeps reminders back from now on.
func (c *holdAddCmd) Run(ctx context.Context, w *World, f *flags) error {
	p := newProgress(w, f)
	a, err := f.open(ctx, w, p)
	if err != nil {
		return err
	}
	defer a.Close()
	h, err := c.hold(w, a.Engine.Today())
	if err != nil {
		return &exit{ExitUsage, err}
	}
	var warnings []string
	if h.Matcher, warnings, err = a.ResolveHold(ctx, h.Matcher); err != nil {
		return err
	}
	if h, err = a.Ledger.AddHold(ctx, h); err != nil {
		return err
	}
	for _, text := range warnings {
		fmt.Fprintf(w.Stderr, "warning: %s\n", plan.Plain(text))
	}
	return shownHold(ctx, w, f, a, p, h)
}

// hold is what the flags ask for.
func (c *holdAddCmd) hold(w *World, today billing.Date) (h plan.Hold, err error) {
	h = plan.Hold{
		Kind: plan.HoldKind(c.Kind), Author: w.who(), Reason: strings.Join(strings.Fields(plan.Plain(c.Reason)), " "), From: today,
		Matcher: plan.Matcher{Invoices: c.Invoices, Customers: c.Customer, Tags: c.Tag, Currency: strings.ToUpper(c.Currency)},
	}
	if c.From != "" {
		if h.From, err = billing.ParseDate(c.From); err != nil {
			return h, fmt.Errorf("--from: %w", err)
		}
	}
	if h.Until, err = c.until(h.From); err != nil {
		return h, err
	}
	if c.Amount != "" {
		if h.Amount, err = billing.ParseMoney(c.Amount); err != nil {
			return h, fmt.Errorf("--amount: %w", err)
		}
	}
	if h.Over(today) {
		return h, fmt.Errorf("the hold would end on %s, which is over", h.Until)
	}
	return h, h.Validate()
}

var daysForm = regexp.MustCompile(`^([0-9]{1,4})d$`)

// until is the last day; zero for --forever.
func (c *holdAddCmd) until(from billing.Date) (billing.Date, error) {
	given := 0
	for _, yes := range []bool{c.Until != "", c.For != "", c.Forever} {
		if yes {
			given++
		}
	}
	switch days := daysForm.FindStringSubmatch(c.For); {
	case given != 1 && c.Kind == string(plan.HoldPromise):
		return billing.Date{}, errors.New("say when the money is promised: --until DATE or --for 14d")
	case given != 1:
		return billing.Date{}, errors.New("say how long: one of --until DATE, --for 14d and --forever")
	case c.Until != "":
		d, err := billing.ParseDate(c.Until)
		if err != nil {
			return d, fmt.Errorf("--until: %w", err)
		}
		return d, nil
	case c.For != "" && days == nil:
		return billing.Date{}, fmt.Errorf("--for is a number of days such as 14d, got %q", c.For)
	case c.For != "":
		n, err := strconv.Atoi(days[1])
		return from.AddDays(n), err
	}
	return billing.Date{}, nil
}

type holdEndCmd struct {
	ID     string `arg:"" help:"The hold, such as h_7c1e."`
	Reason string `help:"Why; it goes to the audit and to MOCO. Required."`
}

// Run ends a hold by a person's word.
func (c *holdEndCmd) Run(ctx context.Context, w *World, f *flags) error {
	reason := strings.Join(strings.Fields(plan.Plain(c.Reason)), " ")
	if err := plan.CheckHoldReason(reason); err != nil {
		return &exit{ExitUsage, err}
	}
	p := newProgress(w, f)
	a, err := f.open(ctx, w, p)
	if err != nil {
		return err
	}
	defer a.Close()
	h, err := a.Ledger.EndHold(ctx, c.ID, w.who(), reason)
	if err != nil {
		return err
	}
	return shownHold(ctx, w, f, a, p, h)
}

// holdPatience is how long a person waits until MOCO shows a hold.
const holdPatience = 30 * time.Second

var errSlowMOCO = errors.New("it takes too long")

// shownHold makes MOCO show how a hold stands, and says so. The hold counts
// whatever comes of that.
func shownHold(ctx context.Context, w *World, f *flags, a *app.App, p *progress, h plan.Hold) error {
	if !f.JSON {
		fmt.Fprintf(w.Stdout, "%s  %s  %s\n", h.ID, plan.Plain(h.Matcher.String()), plan.Plain(standOfHold(a, h)))
	}
	wait, cancel := context.WithTimeout(ctx, holdPatience)
	defer cancel()
	m, err := a.Engine.MirrorHolds(wait)
	p.end()
	if wait.Err() != nil && ctx.Err() == nil {
		err = errSlowMOCO
	}
	shown := mirrorWords(m, err)
	if f.JSON {
		o := holdJSON(a, h)
		o["moco"], o["run"] = shown, m.Run.ID
		o["shown"] = err == nil && m.Left == 0 && m.Run.Status != ledger.RunPartly
		if e := emit(w.Stdout, "hold", o); e != nil {
			return e
		}
	} else {
		fmt.Fprintln(w.Stdout, plan.Plain(shown))
	}
	if err != nil || m.Run.Status == ledger.RunPartly {
		return &exit{code: ExitPartly}
	}
	return nil
}

// mirrorWords say whether MOCO shows what it should.
func mirrorWords(m jobs.Mirrored, err error) string {
	done := map[string]int{}
	for _, e := range m.Entries {
		if e.State != ledger.Done {
			continue
		}
		what := e.Action
		if t, ok := e.Params.(plan.Tag); ok && t.Remove {
			what = "untag"
		}
		done[what]++
	}
	var parts []string
	for _, x := range []struct{ what, one, many string }{{"tag", "tag", "tags"}, {"untag", "tag less", "tags less"}, {"comment", "comment", "comments"}} {
		if n := done[x.what]; n > 0 {
			parts = append(parts, number(n, x.one, x.many))
		}
	}
	switch {
	case err != nil:
		return "It counts. MOCO does not show all of it yet, the next run or a worker that serves goes on: " + err.Error()
	case m.Why != "":
		return "It counts. MOCO does not show it: " + m.Why + ". It will, with the first run that may write."
	case m.Run.Status == ledger.RunPartly:
		return "It counts. MOCO does not show all of it yet: worker runs show " + m.Run.ID
	case m.Left > 0:
		return fmt.Sprintf("In MOCO: %s; the next runs write %d more.", strings.Join(parts, ", "), m.Left)
	case len(parts) == 0:
		return "In MOCO there is nothing to write for it now."
	}
	return "In MOCO: " + strings.Join(parts, ", ") + "."
}
