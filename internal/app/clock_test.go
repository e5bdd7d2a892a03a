package app

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/ledger"
)

// table is a set of clocks that a test sets.
type table struct {
	own, store, redis time.Duration // ahead of the test's own
	silent            bool          // the others do not answer
}

func (c *table) clocks(hold time.Duration) *clocks {
	answer := func(off *time.Duration) func(context.Context) (time.Time, error) {
		return func(context.Context) (time.Time, error) {
			if c.silent {
				return time.Time{}, errors.New("no answer")
			}
			return time.Now().Add(*off), nil
		}
	}
	k := newClocks(func() time.Time { return time.Now().Add(c.own) }, time.UTC, hold, source{"the database's", answer(&c.store)})
	k.redis = source{"Redis'", answer(&c.redis)}
	return k
}

func TestClocks(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		set  table
		want string // "" if all agree
	}{
		"all agree":               {table{}, ""},
		"9 s":                     {table{store: 9 * time.Second, redis: -9 * time.Second}, ""},
		"the store is ahead":      {table{store: 11 * time.Second}, "the database's says"},
		"the store is behind":     {table{store: -time.Hour}, "differ by 1h0m0s"},
		"redis is ahead":          {table{redis: time.Minute}, "Redis' says"},
		"redis is a day behind":   {table{redis: -24 * time.Hour}, "differ by 24h0m0s"},
		"a store that is silent":  {table{store: time.Hour, silent: true}, ""},
		"this machine has jumped": {table{own: time.Hour, store: time.Hour, redis: time.Hour}, "jumped by 1h0m0s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set := table{}
			c := set.clocks(time.Hour)
			if err := c.lookAll(t.Context()); err != nil {
				t.Fatal(err)
			}
			c.askedAt = time.Time{}
			set = tt.set
			err := c.lookAll(t.Context())
			var skew *SkewError
			if tt.want == "" && err != nil || tt.want != "" && (!errors.As(err, &skew) || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("%v, want %q", err, tt.want)
			}
			// The cheap look knows what the other found.
			if cheap := c.look(t.Context()); (cheap == nil) != (err == nil) {
				t.Errorf("look: %v after %v", cheap, err)
			}
			set = table{}
			if err := c.lookAll(t.Context()); err != nil {
				t.Errorf("set right again: %v", err)
			}
		})
	}
}

// What does not answer changes no verdict: Redis was wrong, and then away.
func TestRedisClockAway(t *testing.T) {
	t.Parallel()
	set := table{redis: time.Hour}
	c := set.clocks(time.Hour)
	if c.lookAll(t.Context()) == nil {
		t.Fatal("an hour is nothing")
	}
	set.silent = true
	if c.lookAll(t.Context()) == nil {
		t.Error("a Redis that went away made its clock right")
	}
}

// A jump is believed when everything that was under way has settled.
func TestJumpIsBelievedLater(t *testing.T) {
	t.Parallel()
	set := table{}
	c := set.clocks(time.Hour)
	set.own, set.store, set.redis = -time.Hour, -time.Hour, -time.Hour
	if c.look(t.Context()) == nil {
		t.Fatal("the jump was not seen")
	}
	c.jumped = c.jumped.Add(-time.Hour) // that long ago
	for range 2 {
		if err := c.look(t.Context()); err != nil {
			t.Errorf("after the settle time: %v", err)
		}
	}
	set.own = 0
	if c.look(t.Context()) == nil {
		t.Error("the way back is a jump too")
	}
}

func TestNoClocks(t *testing.T) {
	t.Parallel()
	var c *clocks
	if err := errors.Join(c.look(t.Context()), c.lookAll(t.Context())); err != nil {
		t.Error(err)
	}
}

// No tick is due by a clock that is wrong, whichever way it jumped, and none is
// handled twice or left out by it.
func TestNoTickByAWrongClock(t *testing.T) {
	t.Parallel()
	a, _ := installed(t, "")
	a.Config.Jobs[0].Schedule.Cron = everyMinute(t)
	a.Engine.Jobs[0] = a.job(a.Config.Jobs[0])
	off := time.Duration(0)
	now := func() time.Time { return time.Now().Add(off) }
	a.opt.Now, a.Engine.Now = now, now
	a.clocks = newClocks(now, time.UTC, 0, source{"the database's", a.Ledger.Now})
	s := &Server{stopping: t.Context()}
	s.loaded.Store(a)
	s.due("look") // begins now
	for _, off = range []time.Duration{time.Hour, -time.Hour, 24 * time.Hour, -24 * time.Hour, time.Until(time.Unix(60, 0)), 10 * 365 * 24 * time.Hour} {
		s.due("look")
		ticks, err := a.Ledger.Ticks(t.Context(), "look", 10)
		if err != nil || len(ticks) > 1 { // one minute may have passed in the test itself
			t.Errorf("off by %s: %d ticks, %v", off, len(ticks), err)
		}
		runs, err := a.Ledger.Runs(t.Context(), "look", 10)
		if err != nil || len(runs) > 1 {
			t.Errorf("off by %s: %d runs, %v", off, len(runs), err)
		}
	}
	handled, err := a.Ledger.Handled(t.Context(), "look")
	if err != nil || time.Since(handled).Abs() > time.Hour/2 {
		t.Errorf("handled until %s, %v", handled, err)
	}
}

// The mark follows the store, and a store that is behind it is noticed once.
func TestMark(t *testing.T) {
	t.Parallel()
	a, log := installed(t, "")
	seq, hash, err := a.Ledger.Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	start := func(id string) {
		t.Helper()
		if _, _, err := a.Ledger.StartRun(t.Context(), ledger.Run{ID: id, Job: "look", Origin: "person", AskedBy: "anna@host"}); err != nil {
			t.Fatal(err)
		}
	}
	start("r_1")
	if err := a.keeper.close(); err != nil {
		t.Fatal(err)
	}
	m, found, err := readMark(a.Config.DataDir)
	if err != nil || !found || m.Seq != seq+1 || m.Hash == hash {
		t.Fatalf("mark %+v, %t, %v; the store was at %d", m, found, err, seq)
	}
	// Another process goes on; ours has the older mark in mind, which is none
	// the worse for it.
	start("r_2")
	if err := a.keeper.close(); err != nil || a.rereading.Load() {
		t.Fatalf("%v, noticed %t", err, a.rereading.Load())
	}
	a.keeper.mark.Hash = strings.Repeat("0", 64) // the store had another event there
	for range 2 {
		start("r_3" + strings.Repeat("x", int(a.keeper.mark.Seq)))
		if err := a.keeper.close(); err != nil {
			t.Fatal(err)
		}
	}
	if !a.rereading.Load() || strings.Count(log.String(), "older than it was") != 1 {
		t.Errorf("noticed %t:\n%s", a.rereading.Load(), log)
	}
	if ok, why := a.mayWrite(); ok || !strings.Contains(why, "moco.write_key") && !strings.Contains(why, "older") {
		t.Errorf("it may write: %s", why)
	}
	a.reread(t.Context())
	if a.rereading.Load() {
		t.Errorf("the reminders were not read again:\n%s", log)
	}
	if why := a.distrust(); why != "" {
		t.Error(why)
	}
}

func everyMinute(t *testing.T) calendar.Cron {
	t.Helper()
	c, err := calendar.ParseCron("* * * * *")
	if err != nil {
		t.Fatal(err)
	}
	return c
}
