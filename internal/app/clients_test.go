package app

import (
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// The limit of TestClientProcesses, and what each of its processes asks for.
var (
	clientRate      = ledger.Rate{Limit: 40, Window: time.Second}
	clientProcesses = 4
	clientRequests  = 30
)

// TestClientProcess is not a test: it is what TestClientProcesses starts.
func TestClientProcess(t *testing.T) {
	moco, store := os.Getenv("MOCOWORK_CLIENT_MOCO"), os.Getenv("MOCOWORK_CLIENT_STORE")
	if moco == "" {
		t.Skip("started by TestClientProcesses only")
	}
	l := ledger.New(dbtest.Open(t, store), ledger.Options{Account: "beispiel"})
	c, err := mocoapi.NewReader(mocoapi.Options{
		Account: "beispiel", BaseURL: moco, Key: func() (string, error) { return "read-key", nil }, Pacer: pulling{ledger.NewPace(l, clientRate, nil)},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for range clientRequests {
		if _, err := c.Session.Get(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestClientProcesses has four processes share one store and one account that
// answers 429 in the middle, in all forms of Retry-After. No window ever holds
// more requests than the limit, the wait is kept by all, and nobody loses a
// request.
func TestClientProcesses(t *testing.T) {
	t.Parallel()
	for name, form := range map[string]struct {
		header func(time.Time) string
		wait   time.Duration // at least
	}{
		"seconds":  {func(time.Time) string { return "2" }, 2 * time.Second},
		"date":     {func(now time.Time) string { return now.Add(4 * time.Second).UTC().Format(http.TimeFormat) }, time.Second},
		"nonsense": {func(time.Time) string { return "soon" }, clientRate.Window},
		"nothing":  {func(time.Time) string { return "" }, clientRate.Window},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.EachURL(t, func(t *testing.T, url string) {
				sim := mocosim.New(mocosim.Options{Rate: mocosim.Rate{Off: true}})
				if err := sim.Story(1, mocosim.StoryDay); err != nil {
					t.Fatal(err)
				}
				refusal := mocosim.TooManyRequests(1, form.header(time.Now()))
				refusal.Nth = 20
				sim.Fault(refusal)
				if err := sim.Start("127.0.0.1:0"); err != nil {
					t.Fatal(err)
				}
				defer sim.Close()
				dbtest.Open(t, url) // makes the tables before four ask for them
				runClients(t, sim.URL(), url)
				judgeClients(t, sim.Requests(), form.wait)
			})
		})
	}
}

func runClients(t *testing.T, moco, store string) {
	t.Helper()
	var started []*exec.Cmd
	for range clientProcesses {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestClientProcess$", "-test.timeout=2m")
		cmd.Env = append(os.Environ(), "MOCOWORK_CLIENT_MOCO="+moco, "MOCOWORK_CLIENT_STORE="+store)
		cmd.Stdout, cmd.Stderr = t.Output(), t.Output()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		started = append(started, cmd)
	}
	for i, cmd := range started {
		if err := cmd.Wait(); err != nil {
			t.Errorf("process %d: %v", i, err)
		}
	}
}

func judgeClients(t *testing.T, all []mocosim.Request, wait time.Duration) {
	t.Helper()
	worst, answered, during := 0, 0, 0
	var refused time.Time
	for i, r := range all {
		from := i
		for from > 0 && r.Time.Sub(all[from-1].Time) < clientRate.Window {
			from--
		}
		worst = max(worst, i-from+1)
		switch {
		case r.Status == http.StatusTooManyRequests:
			refused = r.Time
		case r.Status == http.StatusOK:
			answered++
			if !refused.IsZero() && r.Time.Sub(refused) < wait {
				during++
			}
		}
	}
	if worst > clientRate.Limit {
		t.Errorf("%d requests in a window of %s, the limit is %d", worst, clientRate.Window, clientRate.Limit)
	}
	// Each of the others may have had its token when the refusal came.
	if during > clientProcesses-1 {
		t.Errorf("%d requests within %s after the refusal", during, wait)
	}
	if answered != clientProcesses*clientRequests {
		t.Errorf("%d requests were answered, want %d", answered, clientProcesses*clientRequests)
	}
	t.Log(strconv.Itoa(clientProcesses) + " processes: at most " + strconv.Itoa(worst) + " of " + strconv.Itoa(clientRate.Limit) +
		" requests in any " + clientRate.Window.String() + ", " + strconv.Itoa(during) + " on their way when MOCO asked to wait")
}
