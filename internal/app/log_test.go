package app

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/internal/db/dbtest"
)

// One letter can be followed through the log by its run and its invoice. What a
// customer is called, or owes, is not in it, and can't forge a line.
func TestLogOfALetter(t *testing.T) {
	t.Parallel()
	o := newOffice(t, letterRule, channels()...)
	const forged = "GmbH\n{\"level\":\"ERROR\",\"msg\":\"forged\"}\x1b[31m"
	for _, raw := range o.moco.Account().All("companies") {
		c := map[string]any{}
		if err := json.Unmarshal(raw, &c); err != nil {
			t.Fatal(err)
		}
		c["name"] = c["name"].(string) + forged
		raw, err := json.Marshal(c)
		if err == nil {
			err = o.moco.Account().Put("companies", raw)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	s, run := o.run()
	s.Stop()
	var steps []string
	for line := range strings.Lines(o.log.String()) {
		var l struct {
			Msg, Run, Job, Action, State, Number string
			Invoice                              int64
			Attempt                              int
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil || strings.ContainsRune(line, '\x1b') {
			t.Errorf("%v: %q", err, line)
		}
		if l.Msg == "entry" && l.Number == bigInvoice && l.Run == run.ID && l.Job == "dun" && l.Invoice != 0 && l.Attempt == 1 {
			steps = append(steps, l.Action+" "+l.State)
		}
	}
	if got := strings.Join(steps, ", "); got != "remind intent, remind done, email intent, email done" {
		t.Errorf("%s\n%s", got, o.log)
	}
	for _, private := range []string{"forged", "Hansa", "12.400", "12,400", "@"} {
		if strings.Contains(o.log.String(), private) {
			t.Errorf("%q is in the log:\n%s", private, o.log)
		}
	}
}

func TestWithoutAddresses(t *testing.T) {
	t.Parallel()
	const text = `MOCO answered 422: "anna.b+x@kunde.example", <b@c.de>; no @ alone`
	if got := withoutAddresses(text); got != `MOCO answered 422: "…@…", <…@…>; no @ alone` {
		t.Error(got)
	}
}

// A store that somebody holds makes the worker not ready, and who asks hears of
// it in time.
func TestLockedStore(t *testing.T) {
	t.Parallel()
	a, _ := installed(t, "metrics: {listen: \"127.0.0.1:0\"}\n")
	s, err := a.Serve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	a.Config.Metrics.Listen = s.ops.Addr()
	if _, err := Healthy(t.Context(), a.Config); err != nil {
		t.Fatal(err)
	}
	rival, err := dbtest.Open(t, "sqlite:"+a.Config.Store.Path).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer rival.Close()
	if _, err := rival.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if _, err := Healthy(t.Context(), a.Config); err == nil || !strings.Contains(err.Error(), "store") {
		t.Errorf("%v", err)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it took %s to say so", took)
	}
	if _, err := rival.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() string {
		if _, err := Healthy(t.Context(), a.Config); err != nil {
			return err.Error()
		}
		return ""
	})
}

// A worker whose round does not come to an end is noticed, also without
// metrics.listen.
func TestHangingWorker(t *testing.T) {
	t.Parallel()
	c := &configs.Config{Sweep: time.Minute}
	if err := overdue(time.Now().Add(-4*time.Minute), c); err != nil {
		t.Error(err)
	}
	if err := overdue(time.Now().Add(-10*time.Minute), c); err == nil || !strings.Contains(err.Error(), "has not come round for 10m0s") {
		t.Errorf("%v", err)
	}
	a, _ := installed(t, "")
	s, err := a.Serve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	old := s.round.Load()
	eventually(t, func() string {
		if s.round.Load() > old {
			return ""
		}
		return "a round"
	})
	if _, err := Healthy(t.Context(), a.Config); err != nil {
		t.Error(err)
	}
}
