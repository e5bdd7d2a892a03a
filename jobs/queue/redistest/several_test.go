package redistest_test

import (
	"testing"

	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
)

func check(t *testing.T, url string) queue.Health {
	t.Helper()
	c, err := queue.Parse(url)
	if err != nil {
		t.Fatal(err)
	}
	h, err := queue.Check(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestSentinel(t *testing.T) {
	t.Parallel()
	w := redistest.Sentinel(t)
	check(t, w.URL())
	w.Failover(t)
	check(t, w.URL())
}

func TestCluster(t *testing.T) {
	t.Parallel()
	n := redistest.Cluster(t)
	if h := check(t, n.URL()); h.Policy != "noeviction" || h.Version == "" {
		t.Errorf("%+v", h)
	}
	if err := n[2].Client.ConfigSet(t.Context(), "maxmemory-policy", "allkeys-lru").Err(); err != nil {
		t.Fatal(err)
	}
	if h := check(t, n.URL()); h.Unsafe() == "" {
		t.Errorf("one of three servers throws work away: %+v", h)
	}
}

func TestReplicaKeepsWhatItHas(t *testing.T) {
	t.Parallel()
	a := redistest.Start(t)
	b := redistest.Replica(t, a)
	if err := a.Client.Set(t.Context(), "k", "old", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if n, err := a.Client.Wait(t.Context(), 1, 0).Result(); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	b.Follow(t, nil)
	if err := a.Client.Set(t.Context(), "k", "new", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if v, err := b.Client.Get(t.Context(), "k").Result(); err != nil || v != "old" {
		t.Errorf("%q, %v", v, err)
	}
	check(t, b.URL())
	b.Follow(t, a)
	if v, err := b.Client.Get(t.Context(), "k").Result(); err != nil || v != "new" {
		t.Errorf("%q, %v", v, err)
	}
	// A replica takes no writes, and Check says so.
	c, err := queue.Parse(b.URL())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := queue.Check(t.Context(), c); err == nil {
		t.Error("a replica passes as a queue")
	}
}
