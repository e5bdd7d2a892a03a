package store

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"sync"
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

func lostConnections(t *testing.T, letters int) {
	t.Helper()
	url := dbtest.Postgres(t)
	box := &mailbox{letters: map[string]int{}, lost: 0.05, random: rand.New(rand.NewPCG(37, 1))}
	workers := []*worker{}
	for _, name := range []string{"w1", "w2", "w3"} {
		workers = append(workers, newWorker(t, url, name, box, 2*time.Second))
	}
	keys := workers[0].released(t, letters)
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
	defer stop()
	ended := make(chan int)
	go func() { ended <- terminate(ctx, t, url) }()
	began := time.Now()
	var all sync.WaitGroup
	for i, w := range workers {
		all.Go(func() { w.work(ctx, uint64(i)) })
	}
	all.Wait()
	took := time.Since(began)
	stop()
	fired := <-ended
	row := report.Row{ID: "F37", Min: letters, Runs: letters, Note: "connections ended while letters went out"}
	row.Dup, row.Missing, row.Review = workers[0].judged(t, box, keys)
	t.Logf("%d connections were ended within %s", fired, took)
	row.Fired = min(fired, row.Runs) // at least as many as letters
	report.Print(t, row)
}

// terminate ends connections of the store at random moments until the context
// does, and counts them.
func terminate(ctx context.Context, t *testing.T, url string) (n int) {
	admin, err := db.Open(context.WithoutCancel(ctx), url, db.Options{})
	if err != nil {
		t.Errorf("no administrator: %v", err)
		return 0
	}
	defer admin.Close()
	random := rand.New(rand.NewPCG(37, 2))
	for ctx.Err() == nil {
		var killed sql.NullBool
		err := admin.QueryRowContext(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
			AND pid <> pg_backend_pid() AND state <> 'idle' ORDER BY random() LIMIT 1`).Scan(&killed)
		if err == nil && killed.Bool {
			n++
		}
		time.Sleep(time.Duration(5+random.IntN(25)) * time.Millisecond)
	}
	return n
}
