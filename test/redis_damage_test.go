package test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/jobs/queue/redistest"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/test/report"
)

// TestF26_PolicyThatEvicts has a Redis that throws keys away when it is full:
// a worker does not start on it, and one that serves says so.
func TestF26_PolicyThatEvicts(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	row := report.Row{ID: "F26", Min: 8, Note: "refused with exit code 3 at start; told while serving"}
	w := newWorld(t, setup{redis: s.URL()})
	for _, policy := range []string{"allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"} {
		redisDo(t, s, "CONFIG", "SET", "maxmemory-policy", policy)
		row.Runs++
		if r := w.worker("serve").want(t, 3, "maxmemory-policy is "+policy, "Set noeviction").not(t, s.Password); r.code == 3 {
			row.Fired++
		}
	}
	w.worker("doctor").want(t, 1, "volatile-ttl")
	// A server that forbids CONFIG tells all the same.
	redisDo(t, s, "ACL", "SETUSER", "managed", "on", ">managed-canary", "~*", "&*", "+@all", "-config")
	w.env = []string{"MOCOWORK_REDIS_URL=redis://managed:managed-canary@" + s.Address}
	w.worker("serve").want(t, 3, "volatile-ttl").not(t, "managed-canary")
	w.env = nil
	redisDo(t, s, "CONFIG", "SET", "maxmemory-policy", "noeviction")
	p := w.serve()
	redisDo(t, s, "CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
	eventually(t, "a message about the policy", func() bool { return w.told("maxmemory-policy is allkeys-lru") > 0 })
	row.Runs++
	row.Fired++
	w.enqueue("dun", "--wait").want(t, 0, "3 sent")
	redisDo(t, s, "CONFIG", "SET", "maxmemory-policy", "noeviction")
	p.says("the queue is well again")
	p.stop().want(t, 0)
	w.wantSent("R-1", "R-2", "R-3")
	row.Dup, row.Missing = w.excess(), w.lacking("R-1", "R-2", "R-3")
	report.Print(t, row)
}

// damages are what happens to Redis between a worker that was killed and the
// next one; id is the task of the run that the first one left.
var damages = []struct {
	name string
	do   func(t *testing.T, s *redistest.Server, id string)
}{
	{"task evicted", func(t *testing.T, s *redistest.Server, id string) {
		redisDo(t, s, "DEL", queueKey("t:request:dun"))
		redisDo(t, s, "DEL", rowsKey(t, s, "t:"+id))
	}},
	{"lists evicted", func(t *testing.T, s *redistest.Server, _ string) {
		for _, list := range []string{"pending", "active", "lease"} {
			redisDo(t, s, "DEL", queueKey(list))
			redisDo(t, s, "DEL", rowsKey(t, s, list))
		}
		redisDo(t, s, "DEL", "asynq:queues")
	}},
	{"task evicted and taken", func(t *testing.T, s *redistest.Server, id string) {
		redisDo(t, s, "DEL", rowsKey(t, s, "t:"+id))
		redisDo(t, s, "HSET", rowsKey(t, s, "t:"+id), "state", "active")
		redisDo(t, s, "LPUSH", rowsKey(t, s, "active"), id)
		redisDo(t, s, "ZADD", rowsKey(t, s, "lease"), time.Now().Add(time.Minute).Unix(), id)
	}},
	{"taken by nobody", func(t *testing.T, s *redistest.Server, id string) {
		redisDo(t, s, "HSET", rowsKey(t, s, "t:"+id), "state", "active", "msg", "x")
		redisDo(t, s, "LPUSH", rowsKey(t, s, "active"), id)
	}},
	{"archived", func(t *testing.T, s *redistest.Server, id string) {
		redisDo(t, s, "HSET", rowsKey(t, s, "t:"+id), "state", "archived", "msg", "x")
		redisDo(t, s, "ZADD", rowsKey(t, s, "archived"), 1, id)
	}},
	{"unreadable, with an old lease", func(t *testing.T, s *redistest.Server, id string) {
		redisDo(t, s, "HSET", rowsKey(t, s, "t:"+id), "state", "active", "msg", "\x0a\xff no task")
		redisDo(t, s, "LPUSH", rowsKey(t, s, "active"), id)
		redisDo(t, s, "ZADD", rowsKey(t, s, "lease"), 1, id)
	}},
	{"something else under every key", func(t *testing.T, s *redistest.Server, id string) {
		for _, k := range []string{"t:" + id, "pending", "active", "lease", "scheduled", "retry", "archived", "completed"} {
			redisDo(t, s, "SET", rowsKey(t, s, k), "not asynq's")
			redisDo(t, s, "SET", queueKey(k), "not asynq's")
		}
		for _, k := range []string{"asynq:queues", "asynq:servers", "asynq:workers", "mocowork:beispiel:runs"} {
			redisDo(t, s, "SET", k, "not asynq's")
		}
	}},
}

// TestF27_DamagedQueue damages the queue in each way while a run is unfinished:
// the next worker heals it, and the run is carried through.
func TestF27_DamagedQueue(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F27", Min: len(damages), Note: "each kind of damage once; jobs/queue tries more of them"}
	var mu sync.Mutex
	t.Run("each", func(t *testing.T) {
		for _, d := range damages {
			t.Run(d.name, func(t *testing.T) {
				t.Parallel()
				s := redistest.Start(t)
				w := newWorld(t, setup{redis: s.URL()})
				p := w.serve()
				run := w.enqueue("dun").want(t, 0).run(t)
				w.killAt(makeReminder, mocosim.Fault{Commit: mocosim.CommitBefore, Then: mocosim.ThenHang}, p)
				d.do(t, s, "run:"+run)
				sent := w.mails(3)
				began := time.Now()
				p = w.serve()
				w.await("three e-mails", sent)
				took := time.Since(began)
				eventually(t, "the end of the run", func() bool { return strings.Contains(w.worker("runs", "show", run).out, "done") })
				// Other work goes on as well.
				w.enqueue("dun", "--wait", "--again").want(t, 0, "done")
				p.stop().want(t, 0).not(t, "panic")
				w.wantSent("R-1", "R-2", "R-3")
				mu.Lock()
				defer mu.Unlock()
				row.Runs++
				row.Fired++ // redisDo fails the test otherwise
				row.Dup += w.excess()
				row.Missing += w.lacking("R-1", "R-2", "R-3")
				row.Recover = max(row.Recover, took)
			})
		}
	})
	report.Print(t, row)
}

// TestRedisHoldsNoCustomers listens to all that is said to Redis during runs
// that plan, fail and send, and finds ids only: no name, no amount, no address,
// no number of an invoice, no key.
func TestRedisHoldsNoCustomers(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	heard := listen(t, s)
	bills := threeBills()
	for i := range bills {
		bills[i].gross = fmt.Sprintf("765432%d.09", i)
	}
	w := newWorld(t, setup{redis: s.URL(), export: true, bills: bills})
	// One letter is refused with words about the customer, and MOCO is away
	// for a while, so that errors travel too.
	w.moco.Fault(mocosim.Fault{Match: makeReminder, Nth: 2, Status: 422, Rewrite: func([]byte) []byte {
		return []byte(`{"errors":["Kunde 101 GmbH, rechnung@kunde101.example: R-2 over 7654321.09"]}`)
	}})
	p := w.serve()
	w.enqueue("dun", "--wait").want(t, 6)
	w.moco.Fault(mocosim.Fault{Status: 502, Rewrite: func([]byte) []byte { return []byte("Kunde 101 GmbH 7654321.09") }})
	w.enqueue("dun", "--wait")
	w.moco.ClearFaults()
	w.enqueue("dun", "--plan-only", "--wait").want(t, 0)
	w.enqueue("dun", "--wait").want(t, 0)
	stored := redisDump(t, s)
	p.stop().want(t, 0)
	text := heard.String() + string(stored)
	if n := strings.Count(text, "\n"); n < 100 || !strings.Contains(text, `\"job\":\"dun\"`) {
		t.Fatalf("only %d lines were heard:\n%.2000s", n, text)
	}
	for _, no := range []string{"Kunde", "GmbH", "kunde", "765432", "7.654.32", "7,654,32", "R-1", "R-2", "R-3",
		"Mahnung", "Zahlungserinnerung", "EUR", "read-key", "write-key", "xoxb"} {
		if i := strings.Index(text, no); i >= 0 {
			t.Errorf("Redis hears %q: %.300s", no, text[max(0, i-150):])
		}
	}
}

// listen hears every command that a Redis gets until the test ends.
func listen(t *testing.T, s *redistest.Server) *output {
	t.Helper()
	c, err := net.Dial("tcp", s.Address)
	if err != nil {
		t.Fatal(err)
	}
	heard := newOutput()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(heard, c)
	}()
	t.Cleanup(func() {
		c.Close()
		<-done
	})
	if _, err := fmt.Fprintf(c, "AUTH %s\r\nMONITOR\r\n", s.Password); err != nil {
		t.Fatal(err)
	}
	eventually(t, "MONITOR", func() bool { return strings.HasPrefix(heard.String(), "+OK\r\n+OK\r\n") })
	return heard
}
