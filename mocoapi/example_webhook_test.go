package mocoapi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// A handler reads the body whole, opens it, and answers at once: MOCO waits a
// few seconds only. Here the simulator posts.
func ExampleVerifier_Open() {
	const key = "0123456789abcdef0123456789abcdef" // from MOCO's settings
	now := func() time.Time { return time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC) }

	verifier := mocoapi.Verifier{Keys: func() []string { return []string{key} }}
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mocoapi.DefaultWebHookBody))
		if err != nil {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
			return
		}
		notice, err := verifier.Open(r.Header, body, now())
		switch {
		case errors.Is(err, mocoapi.ErrWebHookForged):
			w.WriteHeader(http.StatusUnauthorized)
		case err != nil:
			w.WriteHeader(http.StatusBadRequest)
		default:
			fmt.Println("read again:", notice.Target, notice.ID)
			w.WriteHeader(http.StatusNoContent)
		}
	}))
	defer receiver.Close()

	sim := mocosim.New(mocosim.Options{Now: now})
	for _, k := range []string{key, "another key"} {
		post, err := sim.Post(context.Background(), receiver.URL, k, mocosim.Happening{Target: "Invoice", Event: "update", ID: 4711})
		if err != nil {
			fmt.Println(err)
			return
		}
		resp, err := http.DefaultClient.Do(post)
		if err != nil {
			fmt.Println(err)
			return
		}
		resp.Body.Close()
		fmt.Println(resp.StatusCode)
	}
	// Output:
	// read again: Invoice 4711
	// 204
	// 401
}
