package sim

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/test/race"
	"github.com/mocowork/mocowork/test/report"
)

// wound is one thing that happens to the process at one place of an action,
// once for each action, on a day on which nothing else goes wrong.
type wound struct {
	at    string        // the action and its point: "remind.intent"
	pause time.Duration // it is stopped for so long; 0: it is killed
	every int           // of so many invoices one is hit; 0: all
	pays  bool          // the customer pays at this moment

	hits map[int64]hit
}

// hit is where a wound has struck.
type hit struct {
	at    time.Time
	actor string
}

// suffer lets the wound strike, if this is its place.
func (w *world) suffer(owner, point string) {
	w.mu.Lock()
	e := w.ledger.rows[w.hand[owner]]
	if !strings.HasPrefix(point, e.Action+".") {
		point = e.Action + "." + point
	}
	invoice := invoiceOf(*e)
	_, before := w.wound.hits[invoice]
	if point != w.wound.at || before || w.wound.every > 0 && invoice%int64(w.wound.every) != 0 {
		w.mu.Unlock()
		return
	}
	w.wound.hits[invoice] = hit{time.Now(), owner}
	w.mu.Unlock()
	if w.wound.pays {
		w.locked(func(t *truth) { t.pay(invoice, gross) })
	}
	if w.wound.pause == 0 {
		panic(killed{})
	}
	time.Sleep(w.wound.pause)
}

// perWorld is how many invoices one world has; more worlds run at once.
const perWorld = 1000

// wounded runs n letters that are all hit by the same wound. look judges what
// the oracle does not know, in each world.
func wounded(t *testing.T, wd wound, n int, look func(w *world)) (sum result, fired int) {
	var mu sync.Mutex
	t.Run(wd.at, func(t *testing.T) {
		for i := range (n + perWorld - 1) / perWorld {
			t.Run(fmt.Sprint(2611+i), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					mine := wd
					mine.hits = map[int64]hit{}
					w := newWorld(uint64(2611+i), min(n-i*perWorld, perWorld), variant{})
					w.odds, w.wound, w.workers = odds{}, &mine, 6
					w.run()
					r := w.result()
					mu.Lock()
					defer mu.Unlock()
					sum.plus(r)
					fired += len(mine.hits)
					if look != nil {
						look(w)
					}
				})
			})
		}
	})
	for _, text := range append(sum.texts, sum.broken...) {
		t.Errorf("%s: %s", wd.at, text)
	}
	return sum, fired
}

// few is how many letters are enough under the race detector.
func few(n int) int { return n / race.Part(8) }

// row is what a wound came to.
func row(id string, runs int, r result, fired int) report.Row {
	return report.Row{ID: id, Min: runs, Runs: runs, Fired: fired, Dup: r.duplicates, Missing: r.missing + r.orphans + r.verdict.late,
		Review: r.states[ledger.Review]}
}

// asked counts the requests of a kind.
func asked(log []event, what deed) (n int) {
	for _, e := range log {
		if e.what == what {
			n++
		}
	}
	return n
}

// TestF04_KilledAfterTheClaim: the lease runs out and another worker goes on.
func TestF04_KilledAfterTheClaim(t *testing.T) {
	t.Parallel()
	n := few(1000)
	r, fired := wounded(t, wound{at: "remind.claimed"}, n, nil)
	report.Print(t, row("F04", n, r, fired))
}

// TestF05_KilledAfterTheRead: what was read before is not used again.
func TestF05_KilledAfterTheRead(t *testing.T) {
	t.Parallel()
	n := few(1000)
	oldest := time.Duration(0)
	r, fired := wounded(t, wound{at: "remind.checked"}, n, func(w *world) { oldest = max(oldest, evidence(w.truth.log)) })
	if oldest > 30*time.Second {
		t.Errorf("a write relied on a read of %s ago", oldest)
	}
	out := row("F05", n, r, fired)
	out.Note = "oldest read " + oldest.Round(time.Millisecond).String()
	report.Print(t, out)
}

// evidence is the greatest age of the last read of an invoice when a write
// about it came in.
func evidence(log []event) (oldest time.Duration) {
	last := map[int64]time.Time{}
	for _, e := range log {
		switch e.what {
		case read:
			last[e.invoice] = e.at
		case askCreate, askMail:
			oldest = max(oldest, e.at.Sub(last[e.invoice]))
		}
	}
	return oldest
}

// early counts requests of a kind that come before the settle time after the
// wound is over.
func early(w *world, what deed) (n int) {
	for _, e := range w.truth.log {
		if h := w.wound.hits[e.invoice]; e.what == what && e.at.After(h.at) && e.at.Before(h.at.Add(w.settle)) {
			n++
		}
	}
	return n
}

// TestF06_KilledBeforeThePost: nothing arrived, and that is certain only after
// the settle time.
func TestF06_KilledBeforeThePost(t *testing.T) {
	t.Parallel()
	n, hasty := few(1000), 0
	r, fired := wounded(t, wound{at: "remind.intent"}, n, func(w *world) { hasty += early(w, askCreate) })
	if hasty > 0 {
		t.Errorf("%d reminders were asked for again before the settle time was over", hasty)
	}
	out := row("F06", n, r, fired)
	out.Note = "none written before the settle time was over"
	report.Print(t, out)
}

// TestF07_KilledDuringThePost: MOCO has read the request, and carries it out or
// not.
func TestF07_KilledDuringThePost(t *testing.T) {
	t.Parallel()
	n := few(1000)
	r, fired := wounded(t, wound{at: "remind.sending"}, n, nil)
	also, more := wounded(t, wound{at: "remind.answering"}, n, nil)
	r.plus(also)
	report.Print(t, row("F07", 2*n, r, fired+more))
}

// TestF08_KilledAfterTheReply: the reminder that is there is found and taken
// on; nobody asks for a second one.
func TestF08_KilledAfterTheReply(t *testing.T) {
	t.Parallel()
	n, posts := few(10000), 0
	r, fired := wounded(t, wound{at: "remind.written"}, n, func(w *world) { posts += asked(w.truth.log, askCreate) })
	if posts != n {
		t.Errorf("%d requests for %d reminders", posts, n)
	}
	out := row("F08", n, r, fired)
	out.Note = fmt.Sprintf("taken on %d of %d", 2*n-posts, n)
	report.Print(t, out)
}

// TestF09_KilledBeforeTheMail: the letter that was made is mailed, or taken
// back if it was paid meanwhile.
func TestF09_KilledBeforeTheMail(t *testing.T) {
	t.Parallel()
	n, mails, left := few(1000), 0, 0
	r, fired := wounded(t, wound{at: "remind.recorded"}, n, nil)
	paid, more := wounded(t, wound{at: "remind.recorded", pays: true}, n, func(w *world) {
		mails += asked(w.truth.log, mailed)
		for _, c := range w.truth.claims {
			left += len(c.letters)
		}
	})
	if mails > 0 || left > 0 {
		t.Errorf("of those that were paid, %d were mailed and %d are left", mails, left)
	}
	r.plus(paid)
	out := row("F09", 2*n, r, fired+more)
	out.Note = "half of them paid meanwhile: none mailed, all taken back"
	report.Print(t, out)
}

// TestF10_KilledBeforeTheMailLeaves is F06 for the e-mail.
func TestF10_KilledBeforeTheMailLeaves(t *testing.T) {
	t.Parallel()
	n, hasty := few(1000), 0
	r, fired := wounded(t, wound{at: "email.intent"}, n, func(w *world) { hasty += early(w, askMail) })
	if hasty > 0 {
		t.Errorf("%d mails were asked for before the settle time was over", hasty)
	}
	report.Print(t, row("F10", n, r, fired))
}

// TestF11_KilledAfterTheMail: MOCO shows it as sent, and that is enough.
func TestF11_KilledAfterTheMail(t *testing.T) {
	t.Parallel()
	n, posts := few(10000), 0
	r, fired := wounded(t, wound{at: "email.written"}, n, func(w *world) { posts += asked(w.truth.log, askMail) })
	if posts != n {
		t.Errorf("%d requests for %d mails", posts, n)
	}
	report.Print(t, row("F11", n, r, fired))
}

// zombies are the places of F05 to F11.
var zombies = []string{
	"remind.checked", "remind.intent", "remind.sending", "remind.answering", "remind.written", "remind.recorded",
	"email.checked", "email.intent", "email.sending", "email.answering", "email.written",
}

// TestF13_Zombie stops processes for longer than their lease: when they wake
// up, they send nothing any more about what they had in hand.
func TestF13_Zombie(t *testing.T) {
	t.Parallel()
	var sum result
	runs, fired, sent := 0, 0, 0
	for _, at := range zombies {
		// One of five, so that there is somebody to take over.
		n := few(46 * 5)
		r, hits := wounded(t, wound{at: at, pause: 90 * time.Second, every: 5}, n, func(w *world) { sent += undead(w) })
		sum.plus(r)
		runs, fired = runs+n/5, fired+hits
	}
	if sent > 0 {
		t.Errorf("%d requests of workers that had lost what they had in hand", sent)
	}
	out := row("F13", runs, sum, fired)
	out.Note = fmt.Sprintf("stopped for 90 s at %d places, %d writes afterwards", len(zombies), sent)
	report.Print(t, out)
}

// undead counts what processes asked of MOCO about what they had in hand after
// they woke up. One that has got the entry again, by a claim, reads first.
func undead(w *world) (n int) {
	again := map[int64]bool{} // read again
	for _, e := range w.truth.log {
		h, ok := w.wound.hits[e.invoice]
		if !ok || e.actor != h.actor || !e.at.After(h.at) {
			continue
		}
		switch e.what {
		case askCreate, askMail, askDelete:
			if !again[e.invoice] {
				n++
			}
		case read:
			again[e.invoice] = true
		}
	}
	return n
}
