package test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/jobs/queue/redistest"
	"github.com/mocowork/mocowork/test/chaos"
)

// queueKey is one of asynq's keys of the account's requests.
func queueKey(name string) string { return "asynq:{mocowork-beispiel}:" + name }

// queues are the names of all queues in a Redis: the requests of the account,
// and the runs and entries of its stores.
func queues(t *testing.T, s *redistest.Server) []string {
	t.Helper()
	all, err := s.Client.SMembers(t.Context(), "asynq:queues").Result()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// rowsKey is one of asynq's keys of the runs and entries of the one store.
func rowsKey(t *testing.T, s *redistest.Server, name string) string {
	t.Helper()
	for _, q := range queues(t, s) {
		if strings.HasPrefix(q, "mocowork-beispiel-") {
			return "asynq:{" + q + "}:" + name
		}
	}
	t.Fatal("no queue of runs")
	return ""
}

// disturbed is a real Redis behind a proxy, and the address that leads through
// it.
func disturbed(t *testing.T) (*redistest.Server, *chaos.Proxy, string) {
	t.Helper()
	s := redistest.Start(t)
	p := chaos.Start(t, s.Address)
	return s, p, fmt.Sprintf("redis://:%s@%s/0", s.Password, p.Addr())
}

// redisDo sends a command to a Redis as its administrator.
func redisDo(t *testing.T, s *redistest.Server, args ...any) {
	t.Helper()
	if err := s.Client.Do(t.Context(), args...).Err(); err != nil {
		t.Fatal(args[0], err)
	}
}

// excess counts what was made or mailed more than once, and lacking which of
// the invoices got no e-mail, by MOCO's own account.
func (w *world) excess() (dup int) {
	for _, list := range [][]string{w.made(), w.mailed()} {
		for _, n := range count(list) {
			dup += n - 1
		}
	}
	return dup
}

func (w *world) lacking(numbers ...string) (missing int) {
	mailed := count(w.mailed())
	for _, n := range numbers {
		if mailed[n] == 0 {
			missing++
		}
	}
	return missing
}
