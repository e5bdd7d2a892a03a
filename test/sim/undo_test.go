package sim

import (
	"context"
	"errors"
	"iter"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi"
)

// calm is a world in which nothing goes wrong by itself, with one letter made
// and its mail released.
func calm(t *testing.T) (w *world, mail *ledger.Entry) {
	w = newWorld(1, 1, variant{})
	w.odds = odds{}
	w.release()
	if _, err := w.runner("w0").Apply(t.Context(), "a_00001"); err != nil {
		t.Fatal(err)
	}
	return w, w.ledger.rows["a_00002"]
}

// lastTry makes the next failure of an entry its last.
func lastTry(e *ledger.Entry) { e.Attempts = 24 }

// A mail went out, its worker ended, a person said "try again", and then MOCO
// can't be read: what the customer got must not be deleted.
func TestFailureDeletesNothingThatWasMailed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, mail := calm(t)
		id := mail.ID
		r := w.runner("w1")
		r.Point = func(name string) {
			if name == "email.written" {
				panic(killed{})
			}
		}
		func() {
			defer func() { _ = recover() }()
			_, err := r.Apply(t.Context(), id)
			t.Errorf("it did not end: %v", err)
		}()
		mail.State, mail.Owner, mail.LeaseUntil = ledger.Planned, "", time.Time{}
		lastTry(mail)
		w.odds.read = 1
		if _, err := w.runner("w2").Apply(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if w.truth.letter(1000) == nil || mail.State != ledger.Review {
			t.Errorf("%s %q, and MOCO has %d letters; want it kept, and a review", mail.State, mail.Reason, len(w.truth.claims[0].letters))
		}
	})
}

// A worker oversleeps while it reads for the last time. Meanwhile another one
// mails the letter: the first one must not touch it any more.
func TestZombieTakesNothingBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, mail := calm(t)
		id := mail.ID
		lastTry(mail)
		heir := w.runner("w2")
		w.variant.moco = func(m actions.MOCO) actions.MOCO {
			return sleepy{m, func() {
				time.Sleep(2 * lease)
				if e, err := heir.Apply(t.Context(), id); err != nil || e.State != ledger.Done {
					t.Errorf("the heir: %s, %v", e.State, err)
				}
			}}
		}
		_, err := w.runner("w1").Apply(t.Context(), id)
		if !errors.Is(err, ledger.ErrLost) {
			t.Errorf("the zombie: %v", err)
		}
		if w.truth.letter(1000) == nil {
			t.Error("the zombie deleted the letter that was mailed")
		}
	})
}

// sleepy does something else before its list of reminders fails.
type sleepy struct {
	actions.MOCO
	meanwhile func()
}

// Reminders fails, late.
func (s sleepy) Reminders(context.Context, mocoapi.ReminderQuery) iter.Seq2[mocoapi.Row[billing.Reminder], error] {
	s.meanwhile()
	return rows[billing.Reminder](nil, fault.New(fault.Temporary, errors.New("no answer")))
}
