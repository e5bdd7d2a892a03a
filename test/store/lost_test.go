package store

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/test/report"
)

// TestF37_LostConnections ends PostgreSQL's connections again and again while
// three workers carry out letters: at reads, in the middle of transactions and at
// COMMIT, whose answer nobody then gets.
func TestF37_LostConnections(t *testing.T) {
	t.Parallel()
	lostConnections(t, 60)
}

// lostConnections goes on with rounds of so many letters until as many
// connections were ended.
func lostConnections(t *testing.T, letters int) {
	t.Helper()
	url := dbtest.Postgres(t)
	box := &mailbox{letters: map[string]int{}, lost: 0.05, random: rand.New(rand.NewPCG(37, 1))}
	workers := []*worker{}
	for _, name := range []string{"w1", "w2", "w3"} {
		workers = append(workers, newWorker(t, url, name, box, 2*time.Second))
	}
	var keys []string
	var ended atomic.Int64
	began := time.Now()
	for round := 1; round == 1 || int(ended.Load()) < letters && round <= 20; round++ {
		keys = append(keys, workers[0].released(t, round, letters)...)
		ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
		var killer, all sync.WaitGroup
		killer.Go(func() { terminate(ctx, t, url, &ended) })
		for i, w := range workers {
			all.Go(func() { w.work(ctx, uint64(i)) })
		}
		all.Wait()
		stop()
		killer.Wait()
	}
	fired := int(ended.Load())
	row := report.Row{ID: "F37", Min: letters, Runs: fired, Fired: fired, Note: fmt.Sprintf("connections ended while %d letters went out", len(keys))}
	row.Dup, row.Missing, row.Review = workers[0].judged(t, box, keys)
	t.Logf("%d connections were ended within %s", fired, time.Since(began))
	report.Print(t, row)
}

// terminate ends connections of the store at random moments until the context
// does, and counts them.
func terminate(ctx context.Context, t *testing.T, url string, n *atomic.Int64) {
	admin, err := db.Open(context.WithoutCancel(ctx), url, db.Options{})
	if err != nil {
		t.Errorf("no administrator: %v", err)
		return
	}
	defer admin.Close()
	random := rand.New(rand.NewPCG(37, 2))
	for ctx.Err() == nil {
		var killed sql.NullBool
		err := admin.QueryRowContext(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
			AND pid <> pg_backend_pid() AND state <> 'idle' ORDER BY random() LIMIT 1`).Scan(&killed)
		if err == nil && killed.Bool {
			n.Add(1)
		}
		time.Sleep(time.Duration(5+random.IntN(25)) * time.Millisecond)
	}
}
