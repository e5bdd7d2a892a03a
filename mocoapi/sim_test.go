package mocoapi_test

import (
	"iter"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// simulate starts the demo's account on its day and gives a client for it.
func simulate(t *testing.T, key string) (*mocosim.Server, mocoapi.Billing) {
	t.Helper()
	day := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	sim := mocosim.New(mocosim.Options{Now: func() time.Time { return day }, Rate: mocosim.Rate{Off: true}})
	if err := sim.Story(1, mocosim.StoryDay); err != nil {
		t.Fatal(err)
	}
	if err := sim.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	c, err := mocoapi.New(mocoapi.Options{
		Account: "beispiel", BaseURL: sim.URL(), Attempts: 1, Key: func() (string, error) { return key, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return sim, mocoapi.Billing{Client: c}
}

// count reads a list to its end and gives its values. Each must be understood.
func count[T any](t *testing.T, what string, atLeast int, seq iter.Seq2[mocoapi.Row[T], error]) []T {
	t.Helper()
	var out []T
	for row, err := range seq {
		if err == nil {
			err = row.Err
		}
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		out = append(out, row.Value)
	}
	if len(out) < atLeast {
		t.Errorf("%s: %d rows, want at least %d", what, len(out), atLeast)
	}
	return out
}

func must[T any](t *testing.T, what string) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		return v
	}
}

func TestSimulatorReads(t *testing.T) {
	t.Parallel()
	_, c := simulate(t, "read-key")
	ctx := t.Context()
	if s := must[mocoapi.Session](t, "session")(c.Session.Get(ctx)); s.ID == 0 {
		t.Error("the session has no user")
	}
	if p := must[mocoapi.Profile](t, "profile")(c.Profile.Get(ctx)); p.FullName == "" {
		t.Errorf("the profile has no name: %+v", p)
	}
	invoices := count(t, "invoices", 400, c.Invoices(ctx, mocoapi.InvoiceQuery{}))
	count(t, "locked", 0, c.LockedInvoices(ctx, mocoapi.LockedInvoiceQuery{}))
	inv := must[billing.Invoice](t, "invoice")(c.Invoice(ctx, invoices[0].ID))
	if inv.Identifier != invoices[0].Identifier || inv.GrossTotal != invoices[0].GrossTotal {
		t.Errorf("list and object differ: %+v, %+v", inv, invoices[0])
	}
	must[[]byte](t, "pdf")(c.Client.Invoices.PDF(ctx, inv.ID, mocoapi.PDFOptions{}))
	count(t, "timesheet", 0, c.Timesheet(ctx, inv.ID))
	if _, err := c.Client.Invoices.TimesheetPDF(ctx, inv.ID, mocoapi.PaperOptions{}); err != nil && fault.KindOf(err) != fault.Gone {
		t.Errorf("timesheet pdf: %v", err)
	}
	payments := count(t, "payments", 1, c.Payments(ctx, mocoapi.PaymentQuery{}))
	must[billing.Payment](t, "payment")(c.Payment(ctx, payments[0].ID))
	reminders := count(t, "reminders", 1, c.Reminders(ctx, mocoapi.ReminderQuery{}))
	must[billing.Reminder](t, "reminder")(c.Reminder(ctx, reminders[0].ID))
	companies := count(t, "companies", 96, c.Companies(ctx, mocoapi.CompanyQuery{}))
	must[billing.Company](t, "company")(c.Company(ctx, companies[0].ID))
	projects := count(t, "projects", 1, c.Projects(ctx, mocoapi.ProjectQuery{}))
	must[billing.Project](t, "project")(c.Project(ctx, projects[0].ID))
	count(t, "assigned projects", 0, c.Client.Projects.Assigned(ctx, mocoapi.AssignedProjectQuery{}))
	users := count(t, "users", 1, c.Users(ctx, mocoapi.UserQuery{}))
	must[billing.User](t, "user")(c.User(ctx, users[0].ID))
	schedules := count(t, "payment schedules", 1, c.PaymentSchedules(ctx, mocoapi.PaymentScheduleQuery{}))
	of := schedules[0].Project.ID
	count(t, "payment schedules of a project", 1, c.Client.PaymentSchedules.List(ctx, of, mocoapi.PaymentScheduleQuery{}))
	must[mocoapi.PaymentSchedule](t, "payment schedule")(c.Client.PaymentSchedules.Get(ctx, of, schedules[0].ID))
	count(t, "comments", 0, c.Comments(ctx, mocoapi.CommentQuery{}))
	must[[]string](t, "tags")(c.Taggings.List(ctx, mocoapi.TagInvoice, inv.ID))
	count(t, "cashflow", 1, c.Reports.Cashflow(ctx, mocoapi.CashflowQuery{}))
	count(t, "finance", 1, c.Reports.Finance(ctx, mocoapi.FinanceQuery{}))
	count(t, "absences", 1, c.Reports.Absences(ctx, mocoapi.AbsenceQuery{Year: 2026}))
	month := mocoapi.Period{From: billing.Date{Year: 2026, Month: 11, Day: 1}, To: billing.Date{Year: 2026, Month: 11, Day: 30}}
	count(t, "utilization", 0, c.Reports.Utilization(ctx, month))
	count(t, "planned vs tracked", 0, c.Reports.PlannedVsTracked(ctx, mocoapi.PlannedVsTrackedQuery{Period: month}))
}

// TestSimulatorFilters shows that the server understands each query: it notes
// names that it does not know.
func TestSimulatorFilters(t *testing.T) {
	t.Parallel()
	sim, c := simulate(t, "read-key")
	ctx := t.Context()
	day := billing.Date{Year: 2026, Month: 1, Day: 1}
	global := mocoapi.Global{IDs: []billing.ID{1}, UpdatedAfter: time.Unix(0, 0)}
	count(t, "invoices", 0, c.Invoices(ctx, mocoapi.InvoiceQuery{
		Global: global, Status: []billing.InvoiceStatus{"sent"}, IncludeDisregarded: true, NotBooked: true, DateFrom: day, DateTo: day, ServicePeriodFrom: day,
		ServicePeriodTo: day, Tags: []string{"a"}, Identifier: "x", Term: "x", CompanyIDs: []billing.ID{1}, ProjectIDs: []billing.ID{1},
	}))
	count(t, "locked", 0, c.LockedInvoices(ctx, mocoapi.LockedInvoiceQuery{Status: "sent", DateFrom: day, DateTo: day, Identifier: "x"}))
	count(t, "payments", 0, c.Payments(ctx, mocoapi.PaymentQuery{Global: global, InvoiceID: 1, DateFrom: day, DateTo: day}))
	count(t, "reminders", 0, c.Reminders(ctx, mocoapi.ReminderQuery{Global: global, InvoiceID: 1, DateFrom: day, DateTo: day}))
	count(t, "companies", 0, c.Companies(ctx, mocoapi.CompanyQuery{Global: global, IncludeArchived: true, Type: "customer", Tags: []string{"a"}, Identifier: "x", Term: "x"}))
	count(t, "projects", 0, c.Projects(ctx, mocoapi.ProjectQuery{
		Global: global, IncludeArchived: true, LeaderIDs: []billing.ID{1}, CompanyIDs: []billing.ID{1}, CreatedFrom: day, CreatedTo: day, UpdatedFrom: day,
		UpdatedTo: day, Tags: []string{"a"}, Identifier: "x", Retainer: mocoapi.Yes, ProjectGroupIDs: []billing.ID{1}, DealIDs: []billing.ID{1}, Term: "x",
	}))
	count(t, "assigned", 0, c.Client.Projects.Assigned(ctx, mocoapi.AssignedProjectQuery{Active: mocoapi.Yes}))
	count(t, "users", 0, c.Users(ctx, mocoapi.UserQuery{Global: global, IncludeArchived: true, Tags: []string{"a"}, Email: "x"}))
	count(t, "comments", 0, c.Comments(ctx, mocoapi.CommentQuery{Global: global, CommentableType: "Invoice", CommentableID: 1, UserID: 1, Manual: mocoapi.No}))
	count(t, "schedules", 0, c.PaymentSchedules(ctx, mocoapi.PaymentScheduleQuery{Global: global, From: day, To: day, Checked: mocoapi.Yes, CompanyID: 1, ProjectID: 1}))
	count(t, "cashflow", 0, c.Reports.Cashflow(ctx, mocoapi.CashflowQuery{Period: mocoapi.Period{From: day, To: day}, Term: "x"}))
	count(t, "absences", 0, c.Reports.Absences(ctx, mocoapi.AbsenceQuery{Year: 2026, Active: mocoapi.Yes}))
	for _, r := range sim.Requests() {
		if len(r.Unknown) > 0 || r.Status != 200 {
			t.Errorf("%s %s?%s: status %d, unknown %v", r.Method, r.Path, r.Query, r.Status, r.Unknown)
		}
	}
}

func TestSimulatorWrites(t *testing.T) {
	t.Parallel()
	sim, c := simulate(t, "write-key")
	ctx := t.Context()
	q := mocoapi.InvoiceQuery{Status: []billing.InvoiceStatus{billing.StatusOverdue}}
	inv := count(t, "overdue", 1, c.Invoices(ctx, q))[0]
	made := must[billing.Reminder](t, "create")(c.CreateReminder(ctx, mocoapi.NewReminder{
		InvoiceID: inv.ID, Title: "Erinnerung", Text: "Bitte zahlen.\n" + billing.Reference(inv.Identifier, 1), Fee: billing.NewDecimal(5, 0),
		Date: billing.Date{Year: 2026, Month: 11, Day: 23}, DueDate: billing.Date{Year: 2026, Month: 12, Day: 3},
	}))
	if made.Status != billing.ReminderCreated || made.ReferencedLevel(inv.Identifier) != 1 || made.Invoice.ID != inv.ID {
		t.Errorf("made %+v", made)
	}
	mail := must[mocoapi.Mail](t, "send")(c.SendReminder(ctx, made.ID, mocoapi.Mail{To: []string{"a@example.com", "b@example.com"}, Subject: "S", Text: "T"}))
	if !slices.Equal(mail.To, []string{"a@example.com", "b@example.com"}) || len(sim.Emails()) == 0 {
		t.Errorf("mailed %+v", mail)
	}
	if sent := must[billing.Reminder](t, "read back")(c.Reminder(ctx, made.ID)); sent.Status != billing.ReminderSent {
		t.Errorf("after the mail it is %s", sent.Status)
	}
	second := must[billing.Reminder](t, "create")(c.CreateReminder(ctx, mocoapi.NewReminder{
		InvoiceID: inv.ID, Title: "M", Text: "x", Date: made.Date, DueDate: made.DueDate,
	}))
	if err := c.DeleteReminder(ctx, second.ID); err != nil {
		t.Error(err)
	}
	if err := c.DeleteReminder(ctx, second.ID); fault.KindOf(err) != fault.Gone {
		t.Errorf("deleted twice: %v", err)
	}
	comment := must[billing.Comment](t, "comment")(c.CreateComment(ctx, mocoapi.NewComment{CommentableID: inv.ID, CommentableType: "Invoice", Text: "<b>x</b>"}))
	must[mocoapi.Comment](t, "read comment")(c.Client.Comments.Get(ctx, comment.ID))
	added := must[[]string](t, "add")(c.Taggings.Add(ctx, mocoapi.TagInvoice, inv.ID, "b", "a"))
	if !slices.Contains(added, "a") || !slices.Contains(added, "b") {
		t.Errorf("added %v", added)
	}
	removed := must[[]string](t, "remove")(c.Taggings.Remove(ctx, mocoapi.TagInvoice, inv.ID, "a"))
	if slices.Contains(removed, "a") {
		t.Errorf("removed %v", removed)
	}
	if none := must[[]string](t, "replace")(c.Taggings.Replace(ctx, mocoapi.TagInvoice, inv.ID)); len(none) != 0 {
		t.Errorf("replaced by none: %v", none)
	}
	if err := c.UpdateInvoiceStatus(ctx, inv.ID, billing.StatusIgnored); err != nil {
		t.Error(err)
	}
	if got := must[billing.Invoice](t, "read back")(c.Invoice(ctx, inv.ID)); got.Status != billing.StatusIgnored {
		t.Errorf("status is %s", got.Status)
	}
	pay := must[billing.Payment](t, "pay")(c.CreatePayment(ctx, mocoapi.NewPayment{InvoiceID: inv.ID, Date: made.Date, PaidTotal: inv.GrossTotal}))
	if pay.PaidTotal != inv.GrossTotal || pay.Invoice.ID != inv.ID {
		t.Errorf("paid %+v", pay)
	}
}

func TestSimulatorFaults(t *testing.T) {
	t.Parallel()
	sim, c := simulate(t, "write-key")
	create := mocosim.Match{Method: "POST", Path: "/comments"}
	note := mocoapi.NewComment{CommentableID: 1, CommentableType: "Invoice", Text: "x"}
	note.CommentableID = count(t, "invoices", 1, c.Invoices(t.Context(), mocoapi.InvoiceQuery{}))[0].ID
	for _, f := range []mocosim.Fault{
		mocosim.CommitThenDrop(create), mocosim.DropBeforeCommit(create),
		{Match: create, Nth: 1, Commit: mocosim.CommitBefore, Body: mocosim.BodyHTML},
		{Match: create, Nth: 1, Commit: mocosim.CommitBefore, Body: mocosim.BodyEmpty},
		{Match: create, Nth: 1, Commit: mocosim.CommitBefore, Body: mocosim.BodyGarbage},
		{Match: create, Nth: 1, Commit: mocosim.CommitBefore, Body: mocosim.BodyCut, Cut: 5},
		{Match: create, Nth: 1, Commit: mocosim.CommitBefore, Status: 502},
		{Match: create, Nth: 1, Commit: mocosim.CommitNever, Then: mocosim.ThenReset},
	} {
		planted, before := sim.Fault(f), len(sim.Writes())
		_, err := c.CreateComment(t.Context(), note)
		if fault.KindOf(err) != fault.Unsure || planted.Fired() != 1 || len(sim.Writes()) != before+1 {
			t.Errorf("%+v: %v (%s), %d writes", f, err, fault.KindOf(err), len(sim.Writes())-before)
		}
	}
}

func TestSimulatorRefusesWritesByReadKey(t *testing.T) {
	t.Parallel()
	_, c := simulate(t, "read-key")
	err := c.DeleteReminder(t.Context(), 1)
	if fault.KindOf(err) != fault.Permanent || !strings.Contains(err.Error(), "MOCO answered 403: the key may not do this") {
		t.Errorf("got %v", err)
	}
	_, c = simulate(t, "wrong")
	if _, err := c.Session.Get(t.Context()); fault.KindOf(err) != fault.Auth {
		t.Errorf("got %v", err)
	}
}

func TestSimulatorPages(t *testing.T) {
	t.Parallel()
	_, c := simulate(t, "read-key")
	ids, total := map[string]bool{}, 0
	for page, err := range c.RawPages(t.Context(), "/invoices", url.Values{"sort_by": {"date"}}) {
		if err != nil {
			t.Fatal(err)
		}
		total = page.Total
		if page.Date.IsZero() || page.Changed {
			t.Errorf("page %d: %v, %v", page.Number, page.Date, page.Changed)
		}
		for _, o := range page.Objects {
			ids[string(o)] = true
		}
	}
	if err := mocoapi.CheckComplete(total, len(ids)); err != nil || total < 400 {
		t.Errorf("%d of %d: %v", len(ids), total, err)
	}
}
