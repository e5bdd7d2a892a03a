package mocosim_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// A test of a client: the demo's account, an answer that gets lost after the effect, and the account's own truth.
func Example() {
	morning := time.Date(2026, 11, 23, 7, 0, 0, 0, time.FixedZone("CET", 3600))
	sim := mocosim.New(mocosim.Options{WriteKey: "w", Now: func() time.Time { return morning }})
	if err := sim.Story(1, mocosim.StoryDay); err != nil {
		panic(err)
	}
	if err := sim.Start("127.0.0.1:0"); err != nil {
		panic(err)
	}
	defer func() { _ = sim.Close() }()

	lost := sim.Fault(mocosim.CommitThenDrop(mocosim.Match{Method: "POST", Path: "/invoice_reminders"}))
	req, _ := http.NewRequest("POST", sim.URL()+"/api/v1/invoice_reminders", strings.NewReader(`{"invoice_id":80699,"title":"1. Mahnung","text":"bitte"}`))
	req.Header.Set("Authorization", "Bearer w")
	req.Header.Set("Content-Type", "application/json")
	_, err := http.DefaultClient.Do(req)

	fmt.Println("the client knows nothing:", err != nil)
	fmt.Println("the fault fired:", lost.Fired())
	for _, w := range sim.Writes() {
		fmt.Println(w.Method, w.Path, "committed:", w.Committed, w.IDs)
	}
	fmt.Println("e-mails:", len(sim.Emails()))
	// Output:
	// the client knows nothing: true
	// the fault fired: 1
	// POST /invoice_reminders committed: true [2309]
	// e-mails: 0
}

// A customer pays while letters go out: the payment is there right after the second write.
func ExampleServer_PayAfterWrites() {
	sim := mocosim.New(mocosim.Options{})
	if err := sim.Story(1, mocosim.StoryDay); err != nil {
		panic(err)
	}
	if err := sim.PayAfterWrites("R2610-003", 2); err != nil {
		panic(err)
	}
	open, _ := sim.Account().Open("R2610-003")
	fmt.Println("still open:", open)
	// Output:
	// still open: 5520.0
}

// Another process reads what happened from /_sim/log.
func ExampleServer_Handler() {
	sim := mocosim.New(mocosim.Options{Now: clockAt("2026-11-23T06:00:00Z")})
	if err := sim.Start("127.0.0.1:0"); err != nil {
		panic(err)
	}
	defer func() { _ = sim.Close() }()
	for _, path := range []string{"/api/v1/session", "/_sim/log"} {
		res, err := http.Get(sim.URL() + path)
		if err != nil {
			panic(err)
		}
		raw, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		fmt.Println(res.StatusCode, strings.TrimSpace(string(raw)))
	}
	// Output:
	// 401 {"message":"Unauthorized"}
	// 200 {"type":"request","is":{"seq":1,"time":"2026-11-23T06:00:00Z","method":"GET","path":"/session","status":401,"key":"none","committed":false}}
}
