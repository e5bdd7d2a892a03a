package mocoapi_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// TestWebHookFromSubscriptionToObject subscribes, is posted to, and reads the
// object; then the subscription is moved, switched off and on, and ended.
func TestWebHookFromSubscriptionToObject(t *testing.T) {
	t.Parallel()
	const key = "0123456789abcdef0123456789abcdef"
	sim, c := simulate(t, "write-key")
	verifier := mocoapi.Verifier{Keys: func() []string { return []string{key} }, MaxAge: time.Minute, Unknown: func(h, v string) { t.Errorf("unknown %s %q", h, v) }}
	got := make(chan mocoapi.WebHookNotice, 1)
	receiver := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		n, err := verifier.Open(r.Header, body, time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC))
		if err != nil {
			t.Error(err)
		}
		got <- n
	}))
	t.Cleanup(receiver.Close)
	invoice := count(t, "invoices", 1, c.Invoices(t.Context(), mocoapi.InvoiceQuery{}))[0]
	hook := must[mocoapi.WebHook](t, "create")(c.WebHooks.Create(t.Context(), mocoapi.NewWebHook{
		Target: mocoapi.TargetInvoice, Event: mocoapi.EventUpdate, Hook: receiver.URL,
	}))

	post := func(want int) {
		t.Helper()
		statuses, err := sim.Deliver(t.Context(), receiver.Client(), key, mocosim.Happening{Target: "Invoice", Event: "update", ID: int64(invoice.ID), Origin: "api"})
		if err != nil || len(statuses) != want {
			t.Fatalf("%v, %v; want %d posts", statuses, err, want)
		}
	}
	post(1)
	n := <-got
	o, err := n.Object()
	if i, ok := o.(billing.Invoice); err != nil || !ok || i.ID != invoice.ID || i.GrossTotal != invoice.GrossTotal || !n.Echo(n.UserID) || n.UserID == 0 {
		t.Errorf("%+v, %v", n, err)
	}

	if err := c.WebHooks.Disable(t.Context(), hook.ID); err != nil {
		t.Fatal(err)
	}
	post(0)
	if h := must[mocoapi.WebHook](t, "get")(c.WebHooks.Get(t.Context(), hook.ID)); !h.Disabled || h.DisabledAt.IsZero() {
		t.Errorf("disabled: %+v", h)
	}
	_, moved := c.WebHooks.Update(t.Context(), hook.ID, mocoapi.WebHookUpdate{Hook: receiver.URL + "/v2"})
	for _, err := range []error{c.WebHooks.Enable(t.Context(), hook.ID), moved} {
		if err != nil {
			t.Fatal(err)
		}
	}
	post(1)
	if all := count(t, "web hooks", 1, c.WebHooks.List(t.Context(), mocoapi.Global{})); all[0].Hook != receiver.URL+"/v2" || all[0].Disabled {
		t.Errorf("%+v", all)
	}
	if err := c.WebHooks.Delete(t.Context(), hook.ID); err != nil {
		t.Fatal(err)
	}
	<-got
	post(0)
}
