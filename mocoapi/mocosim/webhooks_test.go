package mocosim_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

const hookKey = "0123456789abcdef0123456789abcdef"

func TestWebHookIsPosted(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	type post struct{ header, body string }
	var got []post
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mac := hmac.New(sha256.New, []byte(hookKey))
		mac.Write(body)
		if r.Header.Get("X-Moco-Signature") != hex.EncodeToString(mac.Sum(nil)) {
			t.Error("the signature does not fit the body")
		}
		h := r.Header
		got = append(got, post{fmt.Sprint(h.Get("X-Moco-Target"), h.Get("X-Moco-Event"), h.Get("X-Moco-Timestamp"),
			h.Get("X-Moco-User-Id") != "", h.Get("X-Moco-Account-Url"), h.Get("X-Moco-Origin")), string(body)})
	}))
	t.Cleanup(receiver.Close)
	for _, event := range []string{"update", "delete"} {
		c.do("POST", "/account/web_hooks", fmt.Sprintf(`{"target":"Invoice","event":%q,"hook":%q}`, event, receiver.URL))
	}
	for _, h := range []mocosim.Happening{
		{Target: "Invoice", Event: "update", ID: 80699, Origin: "api"},
		{Target: "Invoice", Event: "delete", ID: 80699},
		{Target: "Invoice", Event: "create", ID: 80699}, // nobody asked for it
	} {
		if _, err := c.sim.Deliver(t.Context(), receiver.Client(), hookKey, h); err != nil {
			t.Fatal(err)
		}
	}
	if len(got) != 2 || got[1].body != `{"id":80699}` || !strings.HasPrefix(got[0].body, `{"id":80699,`) {
		t.Fatalf("posted %+v", got)
	}
	if got[0].header != "Invoice"+"update"+"1795413600000"+"true"+"beispiel"+"api" {
		t.Errorf("headers %s", got[0].header)
	}
}

// TestWebHookIsGivenUp: the 500th failure in a row disables it, and enabling it starts the count again.
func TestWebHookIsGivenUp(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	status := http.StatusInternalServerError
	away := &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Body: http.NoBody}, nil
	})}
	c.do("POST", "/account/web_hooks", `{"target":"Invoice","event":"update","hook":"https://hooks.example/moco"}`)
	deliver := func(times int) (last []int) {
		for range times {
			var err error
			last, err = c.sim.Deliver(t.Context(), away, hookKey, mocosim.Happening{Target: "Invoice", Event: "update", ID: 80699})
			if err != nil {
				t.Fatal(err)
			}
		}
		return last
	}
	deliver(499)
	status = http.StatusNoContent
	deliver(1)
	status = http.StatusInternalServerError
	if last := deliver(500); !slices.Equal(last, []int{500}) {
		t.Errorf("the 500th failure after a success: %v", last)
	}
	if a := c.do("GET", "/account/web_hooks/1", ""); !strings.Contains(a.body, `"disabled":true,"disabled_at":"2026-11-23T06:00:00Z"`) {
		t.Errorf("after 500: %s", a.body)
	}
	if last := deliver(1); last != nil {
		t.Errorf("a disabled one was posted to: %v", last)
	}
	for range 2 {
		if a := c.do("PUT", "/account/web_hooks/1/enable", ""); !strings.Contains(a.body, `"disabled":false,"disabled_at":null`) {
			t.Errorf("enabled: %s", a.body)
		}
	}
	if last := deliver(1); len(last) != 1 {
		t.Error("an enabled one was not posted to")
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
