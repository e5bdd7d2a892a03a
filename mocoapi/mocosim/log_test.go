package mocosim_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// log reads /_sim/log the way another process does: without a key.
func (c *client) log() string {
	c.t.Helper()
	res, err := c.http.Get(c.sim.URL() + "/_sim/log")
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return string(raw)
}

func TestLogTellsWhatHappened(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{Rate: mocosim.Rate{Requests: 4, Per: time.Hour}})
	c.get("/invoices/80699?x=1")
	c.do("POST", "/invoice_reminders", `{"invoice_id":80699,"title":"2","text":"bitte"}`).want(t, 200)
	c.do("POST", "/invoice_reminders/2309/send_email", `{"subject":"s","text":"t"}`).want(t, 200)
	c.do("DELETE", "/invoices/payments/1", "").want(t, 404)
	if err := c.sim.Account().Tag("R2610-022", "Mahnsperre"); err != nil {
		t.Fatal(err)
	}
	for range 3 { // reading the log counts in no limit and is not in the log
		c.log()
	}
	type entry struct {
		Type string
		Is   struct {
			Seq       int
			Method    string
			Path      string
			Query     string
			Status    int
			Body      string
			Committed bool
			IDs       []int64
			To        string
			Reminder  int64
			What      string
			After     int
		}
	}
	var got []entry
	for _, l := range strings.Split(strings.TrimSpace(c.log()), "\n") {
		var e entry
		if err := json.Unmarshal([]byte(l), &e); err != nil {
			t.Fatalf("%v in %s", err, l)
		}
		got = append(got, e)
	}
	if len(got) != 6 {
		t.Fatalf("%d lines, want 4 requests, 1 e-mail, 1 deed: %+v", len(got), got)
	}
	if r := got[0].Is; r.Query != "x=1" || r.Path != "/invoices/80699" || r.Committed || r.Body != "" {
		t.Errorf("read: %+v", r)
	}
	if r := got[1].Is; r.Seq != 2 || !r.Committed || len(r.IDs) != 1 || r.IDs[0] != 2309 || !strings.Contains(r.Body, "bitte") {
		t.Errorf("create: %+v", r)
	}
	if r := got[3].Is; r.Committed || r.Status != http.StatusNotFound {
		t.Errorf("failed delete: %+v", r)
	}
	if m := got[4]; m.Type != "email" || m.Is.Seq != 3 || m.Is.To != "rechnungen@hansa-logistik.example" || m.Is.Reminder != 2309 {
		t.Errorf("e-mail: %+v", m)
	}
	if d := got[5]; d.Type != "deed" || d.Is.After != 4 || d.Is.What != "tagged R2610-022" {
		t.Errorf("deed: %+v", d)
	}
	if n := len(c.sim.Writes()); n != 3 {
		t.Errorf("%d writes, want 3", n)
	}
}
