package jobs_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
)

const twinOfSecond = "R2610-099"

// twin adds an invoice of the second's customer that is overdue as well.
func twin(t *testing.T, w *jobstest.World) {
	t.Helper()
	raw, _ := w.Sim.Account().Get("invoices", 80699)
	text := strings.NewReplacer(`"id":80699`, `"id":80700`, `"identifier":"R2610-022"`, `"identifier":"`+twinOfSecond+`"`).Replace(string(raw))
	if err := w.Sim.Account().Put("invoices", []byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Sim.Account().Change("invoices", 80700, map[string]any{"due_date": "2026-11-02"}); err != nil {
		t.Fatal(err)
	}
}

// onePerCustomer is a job that may write once a day to each customer.
func onePerCustomer(w plan.Write, x jobs.OnExceed) func(*jobstest.Options) {
	return func(o *jobstest.Options) {
		o.Only, o.Job.Write, o.Job.OnExceed = []string{second}, w, x
		o.Job.Bounds = plan.Bounds{RemindersPerCustomerPerDay: 1}
	}
}

// rulesFor are the shipped rules for one invoice only, as another job's.
func rulesFor(t *testing.T, number string) jobs.Rules {
	t.Helper()
	text := strings.Replace(jobstest.Shipped(t, "dunning.yaml"), "invoice.open >= amounts.minimum", `invoice.number == "`+number+`"`, 1)
	set, problems, _ := rules.Load([]rules.File{{Name: "rules/one.yaml", Data: []byte(text)}}, rules.Options{})
	if set == nil {
		t.Fatal(problems)
	}
	out := jobs.Rules{Set: set}
	for _, f := range set.Files() {
		out.Texts = append(out.Texts, ledger.RuleText{Hash: f.Hash, Name: f.Name, Body: text})
	}
	return out
}

func limit(p plan.Plan, name string) plan.Limit {
	for _, l := range p.Limits {
		if l.Name == name {
			return l
		}
	}
	return plan.Limit{}
}

// Each limit holds exactly at its edge and breaks one above it; a person may go
// above it where the configuration lets him.
func TestLimitsAtTheirEdges(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		kept, broken plan.Bounds
		text         string
	}{
		"reminders_per_run":      {plan.Bounds{RemindersPerRun: 3}, plan.Bounds{RemindersPerRun: 2}, "3 of 2 reminders"},
		"share_of_open_invoices": {plan.Bounds{ShareOfOpenInvoices: 100}, plan.Bounds{ShareOfOpenInvoices: 99}, "100 % of open invoices (limit 99 %)"},
		"a share of a few":       {plan.Bounds{ShareOfOpenInvoices: 20, ShareFrom: 3}, plan.Bounds{ShareOfOpenInvoices: 20, ShareFrom: 2}, "100 % of open invoices (limit 20 %)"},
	} {
		for _, x := range []jobs.OnExceed{jobs.ExceedApprove, jobs.ExceedStop} {
			t.Run(fmt.Sprint(name, " ", x), func(t *testing.T) {
				t.Parallel()
				for _, b := range []plan.Bounds{tt.kept, tt.broken} {
					w := world(t, func(o *jobstest.Options) { o.Job.Bounds, o.Job.OnExceed = b, x })
					w.Engine.Policy.Groups["finance"] = jobs.Group{SelfApproval: true}
					r := run(t, w)
					yes := jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "anna@host"}, Every: true}
					if b == tt.kept {
						if !r.Plan.LimitsKept() || len(mailed(t, w)) != 2 {
							t.Errorf("at the limit: %v, %v", r.Plan.Limits, mailed(t, w))
						}
						continue
					}
					if r.Plan.LimitsKept() || r.Plan.Limits[0].Text != tt.text || len(w.Sim.Writes()) != 0 {
						t.Errorf("above: %v, %d writes", r.Plan.Limits, len(w.Sim.Writes()))
					}
					if x == jobs.ExceedApprove {
						if got := released(t, w, yes); len(got) != 3 {
							t.Errorf("approved above the limit: %v", got)
						}
						continue
					}
					_, err := w.Engine.Vote(t.Context(), yes)
					as[*jobs.LimitError](t, err)
				}
			})
		}
	}
}

// Two plans to one customer, each within the limit when it was made: the second
// approval would go above it, and nobody has seen that.
func TestSecondPlanOfACustomer(t *testing.T) {
	t.Parallel()
	w := world(t, onePerCustomer(plan.WriteApprove, jobs.ExceedApprove))
	a := run(t, w)
	twin(t, w)
	b := run(t, w)
	if l := limit(b.Plan, "reminders_per_customer_per_day"); l.Kept || l.Text != "2 to Hansa Logistik GmbH in one day (limit 1)" {
		t.Errorf("%+v", l)
	}
	// Whoever sees a broken limit may decide, also for one of the two.
	yes := jobs.Vote{Yes: true, Plan: b.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Only: []string{twinOfSecond}}
	if _, err := w.Engine.Vote(t.Context(), yes); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Engine.Finish(t.Context(), b.Run.ID); err != nil {
		t.Fatal(err)
	}
	_, err := w.Engine.Vote(t.Context(), jobs.Vote{Yes: true, Plan: a.Plan.ID, By: jobs.Voter{ID: "bert@host"}})
	want := "a limit stops plan " + a.Plan.ID + ": 2 to Hansa Logistik GmbH in one day (limit 1), with what was released since plan " + a.Plan.ID +
		" was made. Nothing was sent. Plan again: worker plan overdue-daily"
	if as[*jobs.LimitError](t, err).Since == nil || err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
	if n := len(w.Sim.Emails()); n != 1 {
		t.Errorf("%d mails", n)
	}
	// On the next day it is the next letter.
	w.Clock.Set(tuesday(0, 0, 0))
	if got := released(t, w, jobs.Vote{Yes: true, Plan: a.Plan.ID, By: jobs.Voter{ID: "bert@host"}}); !slices.Contains(got, second) {
		t.Errorf("sent on the next day: %v", got)
	}
}

// Another job writes to the customer after this one has decided: it decides
// again, and its limit is handled as for every plan that breaks it.
func TestAnotherJobIsFaster(t *testing.T) {
	t.Parallel()
	for x, want := range map[jobs.OnExceed]ledger.RunStatus{jobs.ExceedApprove: ledger.RunWaiting, jobs.ExceedStop: ledger.RunStopped} {
		t.Run(string(x), func(t *testing.T) {
			t.Parallel()
			w := world(t, onePerCustomer(plan.WriteAuto, x))
			twin(t, w)
			mine, others := rulesFor(t, second), rulesFor(t, twinOfSecond)
			k := w.NewWorker("w2")
			w.Engine.Rules = func(string) (jobs.Rules, error) { return mine, nil }
			k.Engine.Rules = func(string) (jobs.Rules, error) { return others, nil }
			fired := false
			w.Engine.Report = func(ev jobs.Event) {
				if ev.Step != "limits" || fired {
					return
				}
				fired = true
				r, err := k.Engine.Start(t.Context(), jobs.Ask{Job: "overdue-daily", Origin: "schedule", By: "schedule"})
				if err == nil {
					_, err = k.Engine.Run(t.Context(), r.ID)
				}
				if err != nil {
					t.Error(err)
				}
			}
			r := run(t, w)
			l := limit(r.Plan, "reminders_per_customer_per_day")
			if !fired || r.Run.Status != want || l.Kept || len(w.Sim.Emails()) != 1 {
				t.Errorf("fired %v: %s, %+v, %d mails", fired, r.Run.Status, l, len(w.Sim.Emails()))
			}
		})
	}
}

// Two people approve two plans to one customer at the same moment, on both
// stores: one of them is refused.
func TestTwoPlansOfACustomerAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.EachURL(t, func(t *testing.T, url string) {
		o := jobstest.Options{}
		onePerCustomer(plan.WriteApprove, jobs.ExceedApprove)(&o)
		w := jobstest.NewOn(t, url, o)
		twin(t, w)
		var plans []string
		for _, number := range []string{second, twinOfSecond} {
			only := rulesFor(t, number)
			w.Engine.Rules = func(string) (jobs.Rules, error) { return only, nil }
			r := run(t, w)
			if !r.Plan.LimitsKept() || len(r.Plan.Letters()) != 1 {
				t.Fatalf("%+v", r.Plan.Limits)
			}
			plans = append(plans, r.Plan.ID)
		}
		var wg sync.WaitGroup
		errs := make([]error, len(plans))
		for i, id := range plans {
			wg.Go(func() {
				_, errs[i] = w.Engine.Vote(t.Context(), jobs.Vote{Yes: true, Plan: id, By: jobs.Voter{ID: "bert@host"}})
			})
		}
		wg.Wait()
		refused := 0
		for _, err := range errs {
			var l *jobs.LimitError
			switch {
			case errors.As(err, &l) && l.Since != nil:
				refused++
			case err != nil:
				t.Error(err)
			}
		}
		if refused != 1 {
			t.Errorf("%d of two were refused: %v", refused, errs)
		}
		if err := w.Engine.Apply(t.Context(), ""); err != nil || len(w.Sim.Emails()) != 1 {
			t.Errorf("%d mails, %v", len(w.Sim.Emails()), err)
		}
	})
}

// Several runs on one day count together, and midnight in the account's zone
// begins anew.
func TestCustomersDayEndsAtMidnight(t *testing.T) {
	t.Parallel()
	w := world(t, onePerCustomer(plan.WriteAuto, jobs.ExceedApprove))
	w.Clock.Set(time.Date(2026, 11, 23, 23, 59, 58, 0, jobstest.Berlin()))
	if r := run(t, w); r.Run.Status != ledger.RunDone || len(w.Sim.Emails()) != 1 {
		t.Fatalf("%+v", r.Run)
	}
	twin(t, w)
	if r := run(t, w); r.Run.Status != ledger.RunWaiting || limit(r.Plan, "reminders_per_customer_per_day").Kept || len(w.Sim.Emails()) != 1 {
		t.Errorf("a minute before midnight: %s %+v", r.Run.Status, r.Plan.Limits)
	}
	w.Clock.Set(tuesday(0, 0, 0))
	if r := run(t, w); r.Run.Status != ledger.RunDone || len(w.Sim.Emails()) != 2 {
		t.Errorf("at midnight: %s %+v", r.Run.Status, r.Plan.Limits)
	}
}

// sentBefore enters a letter that the job has made some days ago.
func sentBefore(t *testing.T, w *jobstest.World, i int, ago time.Duration) {
	t.Helper()
	r := plan.Remind{InvoiceID: billing.ID(500 + i), CustomerID: 77, Identifier: fmt.Sprint("R-", i), Level: 1, Levels: 3, Reference: fmt.Sprint("R-", i, "/M1"), Title: "Zahlungserinnerung", Text: "x",
		Subject: "x", Mail: "x", Open: billing.Money{Minor: 100, Currency: "EUR"}, Gross: billing.Money{Minor: 100, Currency: "EUR"}, PayWithin: 10}
	id := w.Line(plan.Line{Key: fmt.Sprint("reminder|beispiel|", 500+i, "|1"), Action: "remind", Subject: plan.Subject{Kind: "invoice", ID: r.InvoiceID}, Params: r})
	now, err := w.Ledger.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.DB.ExecContext(t.Context(), `UPDATE entry SET state = 'done', created_at = $1, updated_at = $1 WHERE id = $2`, now.Add(-ago).UnixMilli(), id); err != nil {
		t.Fatal(err)
	}
}

// A multitude that was never seen before needs a person, once it is known what
// is usual.
func TestTimesUsual(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for _, tt := range []struct {
		name  string
		times int
		ago   []time.Duration
		limit plan.Limit
	}{
		{"exactly", 3, []time.Duration{day, 2 * day, 3 * day, 30 * day, 55 * day}, plan.Limit{Name: "times_usual", Text: "3 in a day, usual are 1 (limit 3 times)", Kept: true}},
		{"above", 2, []time.Duration{day, 2 * day, 3 * day, 30 * day, 55 * day}, plan.Limit{Name: "times_usual", Text: "3 in a day, usual are 1: 3 times the usual (limit 2 times)"}},
		{"too few days", 2, []time.Duration{day, 2 * day, 3 * day, 30 * day, 57 * day}, plan.Limit{}},
		{"today is no usual day", 2, []time.Duration{0, day, 2 * day, 3 * day, 30 * day}, plan.Limit{}},
		{"with today's", 3, []time.Duration{0, day, 2 * day, 3 * day, 30 * day, 31 * day}, plan.Limit{Name: "times_usual", Text: "4 in a day, usual are 1: 4 times the usual (limit 3 times)"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := world(t, func(o *jobstest.Options) { o.Job.Bounds = plan.Bounds{TimesUsual: tt.times} })
			for i, ago := range tt.ago {
				sentBefore(t, w, i, ago)
			}
			r := run(t, w)
			if diff := cmp.Diff(tt.limit, limit(r.Plan, "times_usual")); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if sent := len(mailed(t, w)); (sent == 0) != (tt.limit.Name != "" && !tt.limit.Kept) {
				t.Errorf("%d letters were sent", sent)
			}
			if tt.limit.Name != "" && !tt.limit.Kept {
				if got := released(t, w, jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "bert@host"}}); len(got) != 2 {
					t.Errorf("approved: %v", got)
				}
			}
		})
	}
}
