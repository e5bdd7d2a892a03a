package test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

var holdID = regexp.MustCompile(`\bh_[0-9a-f]+\b`)

// tags are the tags of an invoice in MOCO.
func (w *world) tags(number string) []string {
	w.t.Helper()
	raw, _ := w.moco.Account().Get("invoices", w.moco.Account().Invoice(number))
	var inv struct{ Tags []string }
	if err := json.Unmarshal(raw, &inv); err != nil {
		w.t.Fatal(err)
	}
	return inv.Tags
}

// comments are the comments in MOCO, oldest first.
func (w *world) comments() []string {
	w.t.Helper()
	var out []string
	for _, raw := range w.moco.Account().All("comments") {
		var c struct{ Text string }
		if err := json.Unmarshal(raw, &c); err != nil {
			w.t.Fatal(err)
		}
		out = append(out, c.Text)
	}
	return out
}

// wantShown fails the test unless MOCO shows these tags of R-1 and comments with
// these beginnings.
func (w *world) wantShown(tags []string, comments ...string) {
	w.t.Helper()
	if got := w.tags("R-1"); !slices.Equal(got, tags) {
		w.t.Errorf("tags %v, want %v", got, tags)
	}
	got := w.comments()
	if len(got) != len(comments) {
		w.t.Fatalf("comments %q, want %d", got, len(comments))
	}
	for i, c := range comments {
		if !strings.Contains(got[i], c) {
			w.t.Errorf("comment %q does not say %q", got[i], c)
		}
	}
}

// messagesWith counts the messages in a channel that have a text.
func (w *world) messagesWith(channel, text string) (n int) {
	for _, m := range w.slack.Messages() {
		if m.ChannelName == channel && strings.Contains(fmt.Sprintf("%s %s", m.Text, m.Blocks), text) {
			n++
		}
	}
	return n
}

// TestHold takes an invoice out of dunning and back in: the plan says so in the
// hold's words, MOCO shows it, and the letter goes when it has ended.
func TestHold(t *testing.T) {
	t.Parallel()
	dbtest.EachURL(t, func(t *testing.T, url string) {
		t.Parallel()
		w := newWorld(t, setup{store: url})
		id := w.worker("hold", "add", "r-1", "--kind", "dispute", "--for", "30d", "--reason", "Leistung <strittig>").
			want(t, 0, "disputed until", "In MOCO: 1 tag, 1 comment.").find(t, holdID)
		w.wantShown([]string{"Mahnsperre"}, "Mahnsperre "+id+": Reklamation bis ")
		if c := w.comments()[0]; !strings.Contains(c, "Leistung &lt;strittig&gt;") {
			t.Errorf("the comment is %q", c)
		}
		w.worker("plan", "dun").want(t, 0, "Kept back by a person", "disputed until", "R-1").not(t, "a person must look")
		w.worker("rules", "explain", "R-1").want(t, 0, "disputed until", id)
		w.worker("run", "dun").want(t, 0, "2 sent")
		w.wantSent("R-2", "R-3")
		w.worker("hold", "list").want(t, 0, id, "R-1", "ends in 30 days", "1 open invoice")
		w.worker("hold", "end", id).want(t, 2, "--reason")
		w.worker("hold", "end", id, "--reason", "geklärt").want(t, 0, "ended by", "1 tag less, 1 comment")
		w.worker("hold", "end", id, "--reason", "noch einmal").want(t, 1, "was ended by")
		w.worker("hold", "end", "h_0000", "--reason", "x").want(t, 1, "not found")
		w.wantShown([]string{}, "Mahnsperre "+id, "Mahnsperre "+id+" beendet")
		w.worker("hold", "list").want(t, 0, "Nothing is kept back")
		w.worker("hold", "list", "--all").want(t, 0, id, "ended")
		w.worker("run", "dun").want(t, 0, "1 sent")
		w.wantSent("R-1", "R-2", "R-3")
		w.worker("audit", "--verify").want(t, 0)
		w.worker("audit", "--limit", "0").want(t, 0, "hold_added", "hold_ended", "Leistung <strittig>")
	})
}

// TestHoldWrongUse names what is wrong, and records nothing.
func TestHoldWrongUse(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{bills: oneBill()})
	for _, tt := range []struct {
		args string
		code int
		says string
	}{
		{"R-1 --for 3d", 2, "needs a reason"},
		{"R-1 --reason x", 2, "say how long"},
		{"R-1 --reason x --for 3d --forever", 2, "say how long"},
		{"R-1 --reason x --for 3w", 2, "14d"},
		{"R-1 --reason x --until 01.12.2026", 2, "--until"},
		{"R-1 --reason x --until 2020-01-01", 2, "which is over"},
		{"R-1 --reason x --kind promise --forever", 2, "promise to pay needs its date"},
		{"R-1 --reason x --kind pause --for 3d", 2, "one of hold, promise, dispute"},
		{"R-1 --reason x --for 3d --amount 5EUR", 2, "--amount"},
		{"--reason x --for 3d", 2, "needs an invoice, a customer or a tag"},
		{"R-11 --reason x --for 3d", 1, `did you mean "R-1"?`},
		{"--customer 999 --reason x --for 3d", 1, "there is no customer 999"},
	} {
		w.worker(append([]string{"hold", "add"}, strings.Fields(tt.args)...)...).want(t, tt.code, tt.says)
	}
	w.worker("hold", "list", "--all").want(t, 0, "Nothing is kept back")
	w.wantNoWrites()
	// A tag may come up later.
	w.worker("hold", "add", "--tag", "Messe", "--reason", "x", "--forever").want(t, 0, "warning", "with the tag Messe", "until somebody ends it")
}

// TestHoldOfCustomerAndTag finds all their invoices, also those that come later.
func TestHoldOfCustomerAndTag(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{bills: []bill{
		{number: "R-1", late: 20, customer: 300}, {number: "R-2", late: 20, customer: 300}, {number: "R-3", late: 20, tags: []string{"Messe"}},
		{number: "R-4", late: 20},
	}})
	w.worker("hold", "add", "--customer", "10300", "--currency", "eur", "--forever", "--reason", "Gespräch").want(t, 0, "2 tags, 2 comments")
	w.worker("hold", "add", "--tag", "messe", "--for", "9d", "--reason", "Messe").want(t, 0, "1 tag, 1 comment")
	objects := w.worker("hold", "list", "--json").want(t, 0).objects(t)
	if len(objects) != 2 || objects[0]["open_invoices"] != 2.0 || objects[1]["state"] != "active" {
		t.Errorf("%v", objects)
	}
	w.worker("run", "dun").want(t, 0, "1 sent")
	w.wantSent("R-4")
	if err := w.moco.Account().Tag("R-4", "Messe"); err != nil {
		t.Fatal(err)
	}
	w.worker("run", "dun").want(t, 0)
	if got := w.tags("R-4"); !slices.Equal(got, []string{"Mahnsperre", "Messe"}) {
		t.Errorf("R-4 has the tags %v", got)
	}
}

// TestHoldBetweenPlanAndApply stops a letter that was planned before.
func TestHoldBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve"})
	p := w.worker("plan", "dun").want(t, 0).plan(t)
	id := w.worker("hold", "add", "R-1", "--kind", "promise", "--for", "9d", "--reason", "zahlt bald").want(t, 0, "1 tag, 1 comment").find(t, holdID)
	w.worker("approve", p).want(t, 0, "2 sent", "1 dropped")
	w.wantSent("R-2", "R-3")
	w.worker("runs", "show", w.worker("runs").want(t, 0).run(t)).want(t, 0)
	w.worker("audit").want(t, 0, "promise to pay until", id)
}

// TestHoldRetries shows a hold once, whatever becomes of the requests.
func TestHoldRetries(t *testing.T) {
	t.Parallel()
	for _, request := range []mocosim.Match{{Method: "PATCH", Path: "/taggings/*/*"}, {Method: "POST", Path: "/comments"}} {
		for _, commit := range []mocosim.Commit{mocosim.CommitBefore, mocosim.CommitNever} {
			t.Run(request.Path+" "+string(commit), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, setup{bills: oneBill()})
				w.moco.Fault(mocosim.Fault{Match: request, Nth: 1, Commit: commit, Then: mocosim.ThenClose})
				r := w.worker("hold", "add", "R-1", "--forever", "--reason", "x")
				id := r.find(t, holdID)
				for range 3 {
					w.worker("run", "dun").want(t, 0)
				}
				w.wantShown([]string{"Mahnsperre"}, "Mahnsperre "+id)
				w.worker("hold", "end", id, "--reason", "y").want(t, 0)
				w.wantShown([]string{}, "Mahnsperre "+id, "beendet")
			})
		}
	}
}

// TestHoldForeignTag leaves a tag alone that a person has set, and one that
// another hold still needs.
func TestHoldForeignTag(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{bills: []bill{{number: "R-1", late: 20, tags: []string{"Mahnsperre"}}, {number: "R-2", late: 20}}})
	id := w.worker("hold", "add", "R-1", "--forever", "--reason", "x").want(t, 0, "1 comment").find(t, holdID)
	w.worker("hold", "end", id, "--reason", "y").want(t, 0)
	w.wantShown([]string{"Mahnsperre"}, "Mahnsperre "+id, "beendet")

	first := w.worker("hold", "add", "R-2", "--forever", "--reason", "x").want(t, 0).find(t, holdID)
	second := w.worker("hold", "add", "R-2", "--forever", "--reason", "x").want(t, 0).find(t, holdID)
	w.worker("hold", "end", first, "--reason", "y").want(t, 0)
	if got := w.tags("R-2"); !slices.Equal(got, []string{"Mahnsperre"}) {
		t.Errorf("another hold counts, the tags are %v", got)
	}
	w.worker("hold", "end", second, "--reason", "y").want(t, 0)
	if got := w.tags("R-2"); len(got) != 0 {
		t.Errorf("no hold counts, the tags are %v", got)
	}
}

// TestHoldUnderTheBrake counts without MOCO's knowing, says so, and is shown when
// that becomes possible.
func TestHoldUnderTheBrake(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "off", bills: oneBill()})
	id := w.worker("hold", "add", "R-1", "--forever", "--reason", "x").want(t, 0, "It counts. MOCO does not show it: write: off").find(t, holdID)
	w.worker("plan", "dun").want(t, 0, "on hold (")
	w.worker("run", "dun").want(t, 0, "MOCO does not show them")
	w.wantNoWrites()
	w.edit("worker.yaml", "write: off", "write: approve")
	w.worker("run", "dun").want(t, 0)
	w.wantShown([]string{"Mahnsperre"}, "Mahnsperre "+id)
	w.wantSent()
}

// TestHoldEnds tells once that a hold ends, beside a worker that serves, and
// takes the tag off when its last day has passed.
func TestHoldEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{bills: oneBill()})
	w.edit("worker.yaml", `default_channel: "#finance"`, `default_channel: "#finance"
  routes:
    - {when: alert.kind == "hold", channel: "#ops-alerts"}`)
	p := w.serve()
	id := w.worker("hold", "add", "R-1", "--kind", "promise", "--for", "2d", "--reason", "zahlt bald").want(t, 0, "ends in 2 days").find(t, holdID)
	w.enqueue("dun", "--wait").want(t, 0)
	p.says(`"about":["hold ` + id)
	p.stop().want(t, 0)
	for range 2 {
		w.worker("run", "dun").want(t, 0, "ends on", id)
	}
	if n := w.messagesWith("ops-alerts", "Mahnsperre endet am"); n != 1 {
		t.Errorf("told %d times", n)
	}
	w.change(`UPDATE hold SET from_day = '2020-01-01', until_day = '2020-01-02'`)
	w.worker("plan", "dun").want(t, 0, "promise of 02 Jan 2020 was not kept", "Letters to customers")
	p = w.serve()
	p.says("R-1") // the tag
	p.stop().want(t, 0)
	w.worker("run", "dun").want(t, 0, "1 sent")
	w.wantShown([]string{}, "Mahnsperre "+id, " beendet am 02.01.2020")
	w.worker("plan", "dun").want(t, 0).not(t, "was not kept")
	w.worker("hold", "list", "--all").want(t, 0, "ended with 02 Jan 2020")
	w.worker("audit", "--verify").want(t, 0)
}
