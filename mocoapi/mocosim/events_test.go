package mocosim_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

func TestEventsComeInOrder(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	var mu sync.Mutex
	var got []string
	c.sim.OnRequest(func(e mocosim.Event) {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, string(e.Phase)+" "+e.Method+" "+e.Path)
	})
	mailed := c.sim.Next(mocosim.Match{Method: "POST", Path: "/invoice_reminders/*/send_email"}, mocosim.PhaseAnswered)
	c.do("POST", "/invoice_reminders", newReminder)
	c.do("POST", "/invoice_reminders/2309/send_email", `{"subject":"s","text":"t"}`)
	if e := <-mailed; e.Status != 200 || e.Seq != 2 || len(e.IDs) != 1 || e.IDs[0] != 2309 {
		t.Errorf("event of the mail: %+v", e)
	}
	mu.Lock()
	defer mu.Unlock()
	want := "received POST /invoice_reminders, committed POST /invoice_reminders, answered POST /invoice_reminders, " +
		"received POST /invoice_reminders/2309/send_email, committed POST /invoice_reminders/2309/send_email, answered POST /invoice_reminders/2309/send_email"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("events\n got %s\nwant %s", s, want)
	}
}

// The payment is not in the first list, and in everything that comes after it.
func TestPayWhenAsked(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	if err := c.sim.PayWhenAsked("R2610-003"); err != nil {
		t.Fatal(err)
	}
	c.get("/invoices/80612").want(t, 200, `"status":"partially_paid"`)
	c.get("/invoices?ids=80612").want(t, 200, `"status":"partially_paid"`)
	c.get("/invoices?ids=80612").want(t, 200, `"status":"paid"`)
	c.get("/invoices/payments?invoice_id=80612").want(t, 200, `"paid_total":5520.0`)
	if open, _ := c.sim.Account().Open("R2610-003"); open != "0.0" {
		t.Errorf("open %s, want 0.0", open)
	}
	if deeds := c.sim.Deeds(); len(deeds) != 1 || deeds[0].What != "paid R2610-003" || deeds[0].After != 2 {
		t.Errorf("deeds: %+v", deeds)
	}
}

func TestPayAfterWrites(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	if err := c.sim.PayAfterWrites("R2610-003", 2); err != nil {
		t.Fatal(err)
	}
	c.do("POST", "/invoice_reminders", newReminder).want(t, 200)
	c.do("POST", "/invoice_reminders", `{}`).want(t, 422) // changes nothing, so it does not count
	for range 3 {                                         // reading does not count either
		c.get("/invoices/80612").want(t, 200, `"status":"partially_paid"`)
	}
	c.do("POST", "/invoice_reminders/2309/send_email", `{"subject":"s","text":"t"}`).want(t, 200)
	c.get("/invoices/80612").want(t, 200, `"status":"paid"`)
	c.do("POST", "/invoice_reminders", newReminder).want(t, 200)
	if n := len(c.sim.Deeds()); n != 1 {
		t.Errorf("%d deeds, want 1", n)
	}
	if err := c.sim.PayAfterWrites("R1-1", 1); err == nil {
		t.Error("no error for an unknown invoice")
	}
}

// A step waits for its request, also through requests that MOCO refuses.
func TestAfterCountsWhatMatches(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	done := make(chan bool, 1)
	c.sim.After(mocosim.Match{Method: "GET", Path: "/invoices/*"}, 2, func(*mocosim.Account) { done <- true })
	for _, path := range []string{"/invoices", "/invoices/80699", "/invoices/1"} {
		c.get(path)
	}
	select {
	case <-done:
		t.Fatal("came after one invoice")
	default:
	}
	c.get("/invoices/80612")
	<-done
}

func TestMatchByQuery(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.sim.Fault(mocosim.Fault{Match: mocosim.Match{Path: "/invoices", Query: "page=2&status=paid"}, Status: 503})
	seen := c.sim.Next(mocosim.Match{Query: "page=2"}, mocosim.PhaseAnswered)
	for query, want := range map[string]int{"": 200, "?page=2": 200, "?status=paid": 200, "?page=3&status=paid": 200, "?page=2&per_page=9&status=paid": 503} {
		c.get("/invoices"+query).want(t, want)
	}
	if e := <-seen; e.Query.Get("page") != "2" {
		t.Errorf("event %+v, want one of page 2", e)
	}
	c.sim.Fault(mocosim.Fault{Match: mocosim.Match{Query: "%zz"}, Status: 503}) // can't be read, so it matches nothing
	c.get("/session").want(t, 200)
}
