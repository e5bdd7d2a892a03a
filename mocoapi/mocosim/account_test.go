package mocosim_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

func TestWhatPeopleDo(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{Now: clockAt("2026-11-23T08:00:00Z")})
	a := c.sim.Account()
	id, err := a.Remind("R2610-022")
	if err != nil || id != 2309 {
		t.Fatalf("reminder %d: %v", id, err)
	}
	c.get("/invoice_reminders/2309").want(t, 200, `"title":"1. Mahnung"`, `"status":"created"`)
	for _, err := range []error{a.MarkReminderSent(id), a.SetStatus("R2610-022", "ignored"), a.Tag("R2610-022", "b", "a", "b"), a.Delete("companies", 761263000)} {
		if err != nil {
			t.Error(err)
		}
	}
	c.get("/invoice_reminders/2309").want(t, 200, `"status":"sent"`)
	c.get("/invoices/80699").want(t, 200, `"status":"ignored"`, `"tags":["a","b"]`, `"updated_at":"2026-11-23T08:00:00Z"`, `"updated_on":"2026-11-23"`)
	c.get("/companies/761263000").want(t, 404)
	pay, err := a.Pay("R2610-003", "20.50")
	if err != nil {
		t.Fatal(err)
	}
	c.get("/invoices/payments/"+itoa(pay)).want(t, 200, `"paid_total":20.5`, `"date":"2026-11-23"`)
	if open, ok := a.Open("R2610-003"); !ok || open != "5499.5" {
		t.Errorf("open %s %v, want 5499.5", open, ok)
	}
	var deeds []string
	for _, d := range c.sim.Deeds() {
		deeds = append(deeds, d.What)
	}
	want := []string{"reminded R2610-022", "changed invoice_reminders 2309", "set R2610-022 to ignored", "tagged R2610-022",
		"deleted companies 761263000", "paid R2610-003"}
	if diff := cmp.Diff(want, deeds); diff != "" {
		t.Errorf("deeds (-want +got):\n%s", diff)
	}
	if n := len(c.sim.Writes()); n != 0 {
		t.Errorf("%d writes: what people do is no request", n)
	}
}

func TestAccountErrors(t *testing.T) {
	t.Parallel()
	a := storyOf(t, 1).Account()
	_, payUnknown := a.Pay("R1", "")
	_, payNothing := a.Pay("R2610-003", "viel")
	for want, err := range map[string]error{
		"mocosim: there is no invoice R1":                 payUnknown,
		`mocosim: invoice R2610-003: "viel" is no amount`: payNothing,
		"mocosim: there is no 5 in invoices":              a.Delete("invoices", 5),
		"mocosim: there is no 5 in users":                 a.Change("users", 5, nil),
		"invoices: not a JSON object":                     a.Put("invoices", []byte(`[]`)),
		"mocosim: there is no invoice R2":                 a.SetStatus("R2", "paid"),
		"mocosim: there is no 7 in invoice_reminders":     a.MarkReminderSent(7),
	} {
		if err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
	if _, ok := a.Get("invoices", 5); ok {
		t.Error("got an invoice that is not there")
	}
	if _, ok := a.Open("R1"); ok || a.Invoice("R1") != 0 {
		t.Error("an unknown number has something open or an id")
	}
}

func TestDumpIsWhatLoadReads(t *testing.T) {
	t.Parallel()
	a := storyOf(t, 1)
	dump := dumpOf(t, a)
	b := mocosim.New(mocosim.Options{})
	if err := b.Load(strings.NewReader(dump)); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"invoices", "invoice_payments", "invoice_reminders", "companies", "report_cashflow", "report_utilization"} {
		told, loaded := a.Account().All(kind), b.Account().All(kind)
		if len(told) == 0 || !slices.EqualFunc(told, loaded, func(x, y json.RawMessage) bool { return bytes.Equal(x, y) }) {
			t.Errorf("%s: %d told and %d loaded, not the same bytes", kind, len(told), len(loaded))
		}
	}
	// loading it again replaces the objects that have an id
	if err := b.Load(strings.NewReader(dump)); err != nil {
		t.Fatal(err)
	}
	if n := len(b.Account().All("invoices")); n != 420 {
		t.Errorf("%d invoices after loading twice, want 420", n)
	}
}

func TestLoadErrors(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		`[]`:                  `account file: want {"kind": [objects]}`,
		`{"invoices":{}}`:     `account file: want {"kind": [objects]}`,
		`{"invoices":[{},7]}`: `account file: invoices[1]: not a JSON object`,
		`{"invoices":[`:       `account file: want {"kind": [objects]}`,
	} {
		err := mocosim.New(mocosim.Options{}).Load(bytes.NewBufferString(file))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", file, err, want)
		}
	}
}

// A payment that is replaced by one of another invoice leaves the first.
func TestPutMovesBetweenInvoices(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	for invoice, payments := range map[int]string{80699: `"payments":[{"id":9,`, 80547: `"payments":[{"id":9,`} {
		if err := c.sim.Account().Put("invoice_payments", fmt.Appendf(nil, `{"id":9,"date":"2026-11-23","invoice":{"id":%d},"paid_total":1.0,"currency":"EUR"}`, invoice)); err != nil {
			t.Fatal(err)
		}
		c.get("/invoices/"+itoa(int64(invoice))).want(t, 200, payments)
	}
	a, b := c.get("/invoices/80699"), c.get("/invoices/80547")
	if n := strings.Count(a.body+b.body, `"paid_total":1.0`); n != 1 {
		t.Errorf("the payment stands on %d invoices", n)
	}
}

// A new number is above all others, in whatever order they came.
func TestNumbersGoUp(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	for _, id := range []string{"5000", "4000"} {
		if err := c.sim.Account().Put("invoice_reminders", []byte(`{"id":`+id+`,"invoice":{"id":80699}}`)); err != nil {
			t.Fatal(err)
		}
	}
	c.do("POST", "/invoice_reminders", newReminder).want(t, 200, `"id":5001`)
}

func TestPassDay(t *testing.T) {
	t.Parallel()
	clock := &movable{now: clockAt("2026-11-26T06:00:00Z")()}
	s := mocosim.New(mocosim.Options{Now: clock.read})
	if err := s.Story(1, mocosim.StoryDay); err != nil {
		t.Fatal(err)
	}
	day := s.PassDay(1, 2)
	if len(day.Paid) != 2 || len(day.Overdue) < 2 {
		t.Errorf("%+v, want two payers, and R2611-009 and others overdue", day)
	}
	for _, number := range day.Paid {
		if open, _ := s.Account().Open(number); open != "0.0" {
			t.Errorf("%s has %s open", number, open)
		}
	}
	if again := s.PassDay(1, 0); len(again.Overdue) != 0 {
		t.Errorf("overdue twice on the same day: %v", again.Overdue)
	}
}

func TestStartTwiceAndCloseTwice(t *testing.T) {
	t.Parallel()
	s := mocosim.New(mocosim.Options{})
	if s.URL() != "" {
		t.Errorf("URL %q before Start", s.URL())
	}
	if err := s.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	if err := s.Start("127.0.0.1:0"); err == nil || !strings.Contains(err.Error(), "already listening on 127.0.0.1:") {
		t.Errorf("second start: %v", err)
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}
	if err := mocosim.New(mocosim.Options{}).Start("nowhere:x"); err == nil {
		t.Error("listens nowhere")
	}
}

// Many at once: what the race detector looks at, and every reminder has a number of its own.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.sim.Fault(mocosim.Fault{Match: create, Nth: 5, Times: 5, Then: mocosim.ThenClose})
	var wg sync.WaitGroup
	for range 30 {
		wg.Go(func() {
			c.try("POST", "/invoice_reminders", newReminder)
			c.try("GET", "/invoices?per_page=5", "")
			_ = c.sim.Account().Tag("R2610-022", "x")
			c.sim.Requests()
		})
	}
	wg.Wait()
	seen := map[int64]bool{}
	for _, r := range all[storyReminder](t, c.sim, "invoice_reminders") {
		seen[r.ID] = true
	}
	if len(seen) != 61 || c.reminders() != 30 {
		t.Errorf("%d reminders, want 31 of the story and 30", len(seen))
	}
}
