package test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/test/chaos"
	"github.com/mocowork/mocowork/test/report"
)

// moments are the places of a run at which a replica stops copying, or takes
// the master's place.
var moments = []string{"before it is asked for", "asked for", "pulling", "reminding", "mailing", "ended"}

// older is an installation whose Redis fails over to a replica that stopped
// copying some time before, again and again.
type older struct {
	*world
	master, replica *redistest.Server
	proxy           *chaos.Proxy
	failovers       int
	paused          bool
	mu              sync.Mutex
	at              map[string]func() // what to do at a moment
}

func newOlder(t *testing.T) *older {
	t.Helper()
	master, proxy, url := disturbed(t)
	o := &older{master: master, replica: redistest.Replica(t, master), proxy: proxy}
	o.world = newWorld(t, setup{redis: url, bills: []bill{{number: "R-0", late: -10}}, limits: "{reminders_per_run: 25, share_of_open_invoices: 100%}"})
	o.moco.OnRequest(func(e mocosim.Event) {
		switch {
		case e.Phase != mocosim.PhaseCommitted && e.Phase != mocosim.PhaseReceived:
		case e.Method == "GET" && e.Path == "/invoices" && e.Phase == mocosim.PhaseReceived:
			o.reach("pulling")
		case e.Path == "/invoice_reminders" && e.Phase == mocosim.PhaseCommitted:
			o.reach("reminding")
		case e.Method == "POST" && e.Phase == mocosim.PhaseCommitted:
			o.reach("mailing")
		}
	})
	return o
}

// reach does what is to be done at a moment, once.
func (o *older) reach(moment string) {
	o.mu.Lock()
	do := o.at[moment]
	delete(o.at, moment)
	o.mu.Unlock()
	if do != nil {
		do()
	}
}

// bill makes another late invoice.
func (o *older) bill(number string, id int) {
	o.t.Helper()
	for kind, object := range map[string]map[string]any{"companies": company(id), "invoices": bill{number: number, late: 20}.object(9000+id, id)} {
		raw, err := json.Marshal(object)
		if err != nil {
			o.t.Fatal(err)
		}
		if err := o.moco.Account().Put(kind, raw); err != nil {
			o.t.Fatal(err)
		}
	}
}

// ask asks for a run at the Redis that is the master now.
func (o *older) ask() (run string) {
	o.t.Helper()
	c, err := queue.Parse(o.master.URL())
	if err != nil {
		o.t.Fatal(err)
	}
	q := queue.NewClient(c.For("beispiel"))
	defer q.Close()
	ticket, err := q.Ask(o.t.Context(), queue.Request{Job: "dun", By: "anna@host"}, true, rand.Reader, time.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	return ticket.Run
}

// freeze stops the copying, with everything up to now copied.
func (o *older) freeze() {
	if _, err := o.master.Client.Wait(o.t.Context(), 1, patience).Result(); err != nil {
		o.t.Error(err)
	}
	o.replica.Follow(o.t, nil)
}

// pause keeps tasks from being taken, on the server that is the master now.
func (o *older) pause(on bool) {
	o.t.Helper()
	if o.paused = on; on {
		redisDo(o.t, o.master, "SET", queueKey("paused"), "1")
		return
	}
	redisDo(o.t, o.master, "DEL", queueKey("paused"))
}

// failover puts the replica in the master's place.
func (o *older) failover() {
	if !o.paused {
		redisDo(o.t, o.replica, "DEL", queueKey("paused"))
	}
	o.proxy.Target(o.replica.Address)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.master, o.replica = o.replica, o.master
	o.failovers++
}

// round asks for a run of one new invoice, fails over on the way, and waits
// until the customer has his e-mail. What the failover has forgotten is asked
// for again, as a person does who sees no run.
func (o *older) round(number string, id, freeze, failover int) time.Duration {
	o.t.Helper()
	done := make(chan struct{})
	at := map[string]func(){}
	add := func(moment string, do func()) {
		before := at[moment]
		at[moment] = func() {
			if before != nil {
				before()
			}
			do()
		}
	}
	failed := make(chan struct{})
	// The run before may still be at work and reach a later moment first, or both
	// at once: the replica stops copying before it takes the master's place.
	frozen := sync.OnceFunc(o.freeze)
	add(moments[freeze], frozen)
	add(moments[failover], func() { frozen(); o.failover(); close(failed) })
	add("mailing", func() { close(done) })
	o.mu.Lock()
	o.at = at
	o.mu.Unlock()
	o.bill(number, id)
	// Nobody takes the task before its moments have passed.
	o.pause(true)
	o.reach(moments[0])
	run := o.ask()
	o.reach(moments[1])
	o.pause(false)
	began := time.Now()
	if failover < 5 {
		o.await("the failover", failed)
		o.ask()
	}
	o.await("the e-mail of "+number, done)
	if failover == 5 {
		eventually(o.t, "the end of "+run, func() bool { return o.ended(run) })
		o.reach(moments[5])
		o.ask()
	}
	took := time.Since(began)
	eventually(o.t, "an empty queue", func() bool { return o.idle("pending") })
	// The old master copies the new one, and forgets what it alone knew.
	o.replica.Follow(o.t, o.master)
	return took
}

// again brings the tasks to a worker that came back as taken and that nobody
// works on, without waiting until their leases have run out.
func (o *older) again() {
	o.t.Helper()
	ctx, n := o.t.Context(), 0
	for _, q := range queues(o.t, o.master) {
		left, err := o.master.Client.LRange(ctx, "asynq:{"+q+"}:active", 0, -1).Result()
		if err != nil {
			o.t.Fatal(err)
		}
		for _, id := range left {
			redisDo(o.t, o.master, "ZADD", "asynq:{"+q+"}:lease", 1, id)
			n++
		}
	}
	o.t.Logf("%d tasks came back as taken", n)
	p := o.serve()
	eventually(o.t, "an empty queue", func() bool { return o.idle("pending", "active", "retry") })
	p.stop().want(o.t, 0)
}

// ended asks the master how a run stands.
func (o *older) ended(run string) bool {
	c, err := queue.Parse(o.master.URL())
	if err != nil {
		o.t.Fatal(err)
	}
	q := queue.NewClient(c.For("beispiel"))
	defer q.Close()
	st, err := q.Show(o.t.Context(), run)
	return err == nil && st.Ended()
}

// idle reports whether these keys of all queues are empty.
func (o *older) idle(names ...string) bool {
	for _, q := range queues(o.t, o.master) {
		for _, name := range names {
			if n, err := o.master.Client.Exists(o.t.Context(), "asynq:{"+q+"}:"+name).Result(); err != nil || n > 0 {
				return false
			}
		}
	}
	return true
}

// TestF23_OlderReplica fails over to replicas that know less than the master
// did: tasks vanish, and finished ones come again.
func TestF23_OlderReplica(t *testing.T) {
	t.Parallel()
	const runs, parts = 50, 5
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("MOCOWORK_TEST_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	slog.Info("older replica", "seed", seed)
	row := report.Row{ID: "F23", Min: runs, Note: "tasks vanish and come again; one worker goes on through all of them"}
	var mu sync.Mutex
	t.Run("each", func(t *testing.T) {
		for part := range uint64(parts) {
			t.Run(fmt.Sprintf("seed %d part %d", seed, part), func(t *testing.T) {
				t.Parallel()
				chance := mathrand.New(mathrand.NewPCG(seed, part))
				o := newOlder(t)
				p := o.serve()
				var numbers []string
				var longest time.Duration
				for i := range runs / parts {
					freeze := chance.IntN(len(moments))
					failover := freeze + chance.IntN(len(moments)-freeze)
					number := fmt.Sprintf("R-%d", i+1)
					numbers = append(numbers, number)
					longest = max(longest, o.round(number, 200+i, freeze, failover))
				}
				p.stop().want(t, 0)
				o.again()
				o.invariants()
				mu.Lock()
				defer mu.Unlock()
				row.Runs += len(numbers)
				row.Fired += o.failovers
				row.Dup += o.excess()
				row.Missing += o.lacking(numbers...)
				row.Recover = max(row.Recover, longest)
			})
		}
	})
	report.Print(t, row)
}

// TestSentinel kills the master in the middle of a run: the replica takes its
// place, and work goes on.
func TestSentinel(t *testing.T) {
	t.Parallel()
	s := redistest.Sentinel(t)
	w := newWorld(t, setup{redis: s.URL()})
	planted, held := w.hold(makeReminder)
	sent := w.mails(3)
	p := w.serve()
	r := w.enqueue("dun").want(t, 0, "queued")
	wait(t, "the reminder", held)
	s.Failover(t)
	planted.Release()
	w.await("three e-mails", sent)
	w.worker("runs", "show", r.run(t)).want(t, 0, "done")
	w.enqueue("dun", "--wait", "--again").want(t, 0, "done")
	w.enqueue("list").want(t, 0, "dun")
	w.worker("doctor").want(t, 0, "redis-sentinel://").not(t, s.Master.Password)
	p.stop().want(t, 0).not(t, s.Master.Password)
	w.wantSent("R-1", "R-2", "R-3")
}

// TestCluster works over a cluster of three nodes.
func TestCluster(t *testing.T) {
	t.Parallel()
	n := redistest.Cluster(t)
	w := newWorld(t, setup{redis: n.URL()})
	p := w.serve()
	r := w.enqueue("dun", "--wait").want(t, 0, "queued", "started on", "done: 3 sent")
	w.enqueue("show", r.run(t)).want(t, 0, "done: 3 sent")
	w.enqueue("dun").want(t, 0, "queued")
	w.enqueue("list").want(t, 0, r.run(t))
	w.worker("doctor").want(t, 0, "redis-cluster://").not(t, n[0].Password)
	p.stop().want(t, 0).not(t, n[0].Password)
	w.wantSent("R-1", "R-2", "R-3")
}
