package test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// TestReconcileCommand deletes a letter in MOCO after it was mailed: found, told
// once, held, and over when a person has said what counts.
func TestReconcileCommand(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.worker("run", "dun").want(t, 0, "3 sent")
	told := len(w.slack.Messages())
	w.worker("reconcile").want(t, 0, "Compared 3 reminders in MOCO, 3 of them with our reference", "Nothing is open")
	if err := w.moco.Account().Delete("invoice_reminders", 1); err != nil {
		t.Fatal(err)
	}
	writes := len(w.moco.Writes())
	for range 2 {
		w.worker("reconcile").want(t, 6, "drift", "R-1", "our ledger says level 1, MOCO shows level 0", "worker level accept R-1 N")
	}
	w.worker("reconcile", "--list").want(t, 6, "drift")
	objects := w.worker("reconcile", "--json").want(t, 6).objects(t)
	if len(objects) != 2 || objects[0]["type"] != "finding" || objects[0]["state"] != "open" || objects[1]["open"] != 1.0 {
		t.Errorf("%v", objects)
	}
	w.worker("doctor").want(t, 0, "differ in 1 point")
	w.worker("audit", "--verify").want(t, 0)
	w.worker("audit").want(t, 0, "finding")
	if n := len(w.slack.Messages()) - told; n != 1 {
		t.Errorf("%d messages about it, want one", n)
	}
	if n := len(w.moco.Writes()) - writes; n != 0 {
		t.Errorf("%d writes", n)
	}
	w.worker("rules", "explain", "R-1", "--at", w.now().AddDate(0, 0, 60).Format("2006-01-02")).want(t, 0, "drift")
	w.worker("level", "accept", "R-1", "1").want(t, 0)
	w.worker("reconcile").want(t, 0, "settled")
	w.worker("reconcile").want(t, 0, "Nothing is open").not(t, "settled")
	if n := len(w.slack.Messages()) - told; n != 2 {
		t.Errorf("%d messages in the end, want two", n)
	}
}

// TestReconcileDaily lets a serving worker do it: once a day, whoever starts how
// often.
func TestReconcileDaily(t *testing.T) {
	t.Parallel()
	dbtest.EachURL(t, func(t *testing.T, url string) {
		t.Parallel()
		w := newWorld(t, setup{store: url})
		w.worker("run", "dun").want(t, 0, "3 sent")
		told := len(w.slack.Messages())
		if err := w.moco.Account().Delete("invoice_reminders", 2); err != nil {
			t.Fatal(err)
		}
		// The store has letters and was never compared, so the last time is due.
		all := w.moco.Next(mocosim.Match{Method: "GET", Path: "/invoice_reminders"}, mocosim.PhaseAnswered)
		p := w.serve()
		wait(t, "the reconciliation", all)
		p.says("reconciled")
		p.says(`"msg":"told"`)
		p.stop().want(t, 0)
		messages := w.slack.Messages()
		if len(messages) != told+1 {
			t.Fatalf("messages: %+v", messages[told:])
		}
		if m := fmt.Sprintf("%s %s", messages[told].Text, messages[told].Blocks); !strings.Contains(m, "Abgleich") || !strings.Contains(m, "R-2") || !strings.Contains(m, "laut Protokoll Stufe 1") {
			t.Errorf("the message says %s", m)
		}
		w.worker("reconcile", "--list").want(t, 6, "drift", "R-2")
		before := len(w.moco.Requests())
		for range 2 {
			p = w.serve()
			w.enqueue("dun", "--plan-only", "--wait").want(t, 0)
			p.stop().want(t, 0)
			if strings.Contains(p.err.String(), "reconciled") {
				t.Error("it was done twice on one day")
			}
		}
		if n := w.gets(before)["/invoice_reminders"]; n > 2 {
			t.Errorf("the reminders were read %d times for two plans", n)
		}
		if n := len(w.slack.Messages()); n != told+1 {
			t.Errorf("%d more messages", n-told-1)
		}
	})
}
