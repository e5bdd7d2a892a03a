package redistest

import (
	"crypto/rand"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Replica starts a server that copies another one, with the same password, and
// waits until it has the whole of it.
func Replica(t testing.TB, of *Server) *Server {
	t.Helper()
	s := start(t, of.Password, append(replicates(of), memoryOnly...))
	s.WaitForCopy(t)
	return s
}

var memoryOnly = []string{"--save", "", "--appendonly", "no", "--repl-diskless-sync", "yes", "--repl-diskless-sync-delay", "0"}

func replicates(of *Server) []string {
	host, port, _ := net.SplitHostPort(of.Address)
	return []string{"--replicaof", host + " " + port, "--masterauth", of.Password}
}

// Follow makes a server the replica of another one, and waits until it has the
// whole of it; of nil makes it a master of what it has.
func (s *Server) Follow(t testing.TB, of *Server) {
	t.Helper()
	ctx, host, port := t.Context(), "NO", "ONE"
	if of != nil {
		host, port, _ = net.SplitHostPort(of.Address)
		if err := s.Client.ConfigSet(ctx, "masterauth", of.Password).Err(); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Client.ReplicaOf(ctx, host, port).Err(); err != nil {
		t.Fatal(err)
	}
	if of != nil {
		s.WaitForCopy(t)
	}
}

// WaitForCopy waits until a replica has the whole of its master.
func (s *Server) WaitForCopy(t testing.TB) { s.waitFor(t, "replication", "master_link_status:up") }

// waitFor waits until a section of INFO says something.
func (s *Server) waitFor(t testing.TB, section, text string) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		info, err := s.Client.Info(t.Context(), section).Result()
		if err == nil && strings.Contains(info, text+"\r\n") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("redis on %s does not say %s: %v\n%s", s.Address, text, err, info)
		}
	}
}

// Watched is a master with a replica, watched by three sentinels that promote
// the replica when the master is gone.
type Watched struct {
	Master, Replica *Server
	sentinels       []*Server
}

// URL is the address of the sentinels, as redis.url takes it.
func (w *Watched) URL() string {
	return fmt.Sprintf("redis-sentinel://:%s@%s/0?master=%s", w.Master.Password, addresses(w.sentinels), masterName)
}

const masterName = "mocotest"

// Sentinel starts them.
func Sentinel(t testing.TB) *Watched {
	t.Helper()
	password := rand.Text()
	w := &Watched{Master: start(t, password, append([]string{"--masterauth", password}, memoryOnly...))}
	w.Replica = Replica(t, w.Master)
	host, port, _ := net.SplitHostPort(w.Master.Address)
	for range 3 {
		w.sentinels = append(w.sentinels, start(t, password, []string{
			"--sentinel", "--sentinel", "monitor", masterName, host, port, "2", "--sentinel", "auth-pass", masterName, password,
			"--sentinel", "down-after-milliseconds", masterName, "500", "--sentinel", "failover-timeout", masterName, "3000",
		}))
	}
	for _, s := range w.sentinels {
		s.waitFor(t, "sentinel", fmt.Sprintf("master0:name=%s,status=ok,address=%s,slaves=1,sentinels=3", masterName, w.Master.Address))
	}
	return w
}

// Failover kills the master and waits until the replica is one, and the
// sentinels say so.
func (w *Watched) Failover(t testing.TB) {
	t.Helper()
	w.Master.Kill(t)
	w.Replica.waitFor(t, "replication", "role:master")
	for _, s := range w.sentinels {
		s.waitFor(t, "sentinel", fmt.Sprintf("master0:name=%s,status=ok,address=%s,slaves=1,sentinels=3", masterName, w.Replica.Address))
	}
}

// Nodes is a cluster.
type Nodes []*Server

// URL is the address of the cluster, as redis.url takes it.
func (n Nodes) URL() string {
	return fmt.Sprintf("redis-cluster://:%s@%s", n[0].Password, addresses(n))
}

// Cluster starts a cluster of three masters.
func Cluster(t testing.TB) Nodes {
	t.Helper()
	cli := program(t, "redis-cli")
	password := rand.Text()
	var n Nodes
	for range 3 {
		bus, err := freePort()
		if err != nil {
			t.Fatal(err)
		}
		n = append(n, start(t, password, append([]string{"--cluster-enabled", "yes", "--cluster-port", bus, "--cluster-node-timeout", "2000"}, memoryOnly...)))
	}
	cmd := exec.Command(cli, append([]string{"--no-auth-warning", "-a", password, "--cluster-yes", "--cluster", "create"}, strings.Split(addresses(n), ",")...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("redis-cli --cluster create: %v\n%s", err, out)
	}
	for _, s := range n {
		waitForCluster(t, s)
	}
	return n
}

func waitForCluster(t testing.TB, s *Server) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		info, err := s.Client.ClusterInfo(t.Context()).Result()
		if err == nil && strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_slots_assigned:16384") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the cluster does not come up: %v\n%s", err, info)
		}
	}
}

func addresses(all []*Server) string {
	var out []string
	for _, s := range all {
		out = append(out, s.Address)
	}
	return strings.Join(out, ",")
}
