package queue_test

import (
	"testing"

	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
)

// TestSharedRedis lets two installations of one account, and one of another,
// use the same Redis: runs and entries come back to the store that they are rows
// of, and a request is never taken by another account's worker.
func TestSharedRedis(t *testing.T) {
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		type site struct {
			work   *recorder
			server *queue.Server
		}
		var sites []site
		for _, x := range []struct{ account, store string }{{"beispiel", "7f3a"}, {"beispiel", "0a1b"}, {"andere", "7f3a"}} {
			w := newRecorder(nil)
			sites = append(sites, site{w, start(t, c.For(x.account), w, queue.Options{Store: x.store})})
		}
		for _, s := range sites {
			// Both stores may give their runs the same id.
			for _, err := range []error{s.server.WakeRun(t.Context(), "r_8f31"), s.server.WakeEntry(t.Context(), "a_1", 1, 1)} {
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		for i, s := range sites {
			got := map[string]bool{s.work.next(t).id: true, s.work.next(t).id: true}
			if !got["r_8f31"] || !got["a_1"] {
				t.Errorf("site %d got %v", i, got)
			}
		}
		other := newClient(t, c.For("andere"))
		ticket := ask(t, other, "dun", false)
		if got := sites[2].work.next(t); got.request.Run != ticket.Run {
			t.Errorf("the other account got %+v, want the request %s", got, ticket.Run)
		}
		for _, s := range sites {
			s.work.none(t)
		}
		if _, err := newClient(t, c.For("beispiel")).Show(t.Context(), ticket.Run); err == nil {
			t.Error("an account sees another one's run")
		}
	})
}
