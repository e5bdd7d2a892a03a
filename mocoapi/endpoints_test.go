package mocoapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// endpoint is one method of the client: what it must send, what it is answered,
// and what it must make of it, as text.
type endpoint struct {
	op     string // as in the method's //moco:operation line
	call   func(context.Context, *Client) (any, error)
	path   string
	query  string // decoded, sorted
	body   string
	answer string // "" with status 204
	want   string // fmt.Sprint of the result
	same   bool   // the result, written as JSON, is the answer: nothing of it is lost
	media  string // of the answer; "": JSON
}

// all gives a list's rows as one value.
func all[T any](seq func(func(Row[T], error) bool), show func(T) any) (any, error) {
	rows, err := collect(seq)
	var out []any
	for _, r := range rows {
		if r.Err != nil {
			return nil, r.Err
		}
		out = append(out, show(r.Value))
	}
	return out, err
}

func date(y int, m time.Month, d int) billing.Date { return billing.Date{Year: y, Month: m, Day: d} }

var (
	jan1     = date(2026, 1, 1)
	dec31    = date(2026, 12, 31)
	everyone = Global{
		IDs: []billing.ID{3, 4}, UpdatedAfter: time.Date(2026, 11, 23, 13, 0, 0, 999, time.FixedZone("CET", 3600)),
		CustomProperties: map[string]string{"Line of business": "A&B"}, SortBy: "date desc",
	}
)

func endpoints() []endpoint {
	return slices.Concat(taggingEndpoints(), webHookEndpoints(), tagEndpoints(), dealCategoryEndpoints(), peopleEndpoints(), accountEndpoints(), reportEndpoints(), moneyEndpoints(), workEndpoints(), budgetEndpoints())
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	for _, e := range endpoints() {
		t.Run(e.op, func(t *testing.T) {
			t.Parallel()
			method, _, _ := strings.Cut(e.op, " ")
			var got struct{ method, path, query, body string }
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				b, _ := io.ReadAll(r.Body)
				query, err := url.QueryUnescape(r.URL.RawQuery)
				if err != nil {
					t.Error(err)
				}
				got.method, got.path, got.query, got.body = r.Method, r.URL.Path, query, string(b)
				switch {
				case e.answer == "":
					w.WriteHeader(204)
				case e.media != "":
					typed(e.media, e.answer)(w, r)
				default:
					respond(w, 200, e.answer)
				}
			})
			result, err := e.call(t.Context(), c.Client)
			if err != nil {
				t.Fatal(err)
			}
			if got.method != method || got.path != e.path || got.body != e.body {
				t.Errorf("sent %s %s %s\nwant %s %s %s", got.method, got.path, got.body, method, e.path, e.body)
			}
			if got.query != e.query {
				t.Errorf("query is %s\nwant     %s", got.query, e.query)
			}
			if e.same {
				sameJSON(t, result, e.answer)
			} else if fmt.Sprint(result) != e.want && result != nil {
				t.Errorf("result is %v, want %s", result, e.want)
			}
		})
	}
}

// values gives a list's rows as one value.
func values[T any](seq func(func(Row[T], error) bool)) (any, error) {
	rows, err := collect(seq)
	out := []T{}
	for _, r := range rows {
		if r.Err != nil {
			return nil, r.Err
		}
		out = append(out, r.Value)
	}
	return out, err
}

// sameJSON compares a value with the JSON that it was read from: every member
// has a place, and comes out as it went in.
func sameJSON(t *testing.T, v any, wire string) {
	t.Helper()
	b, err := jsonv2.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	if err := errors.Join(json.Unmarshal(b, &got), json.Unmarshal([]byte(wire), &want)); err != nil {
		t.Fatalf("%s\n%s\n%v", b, wire, err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-wire +written again\n%s", d)
	}
}

// TestEndpointsFail drives the failures that every method must report.
func TestEndpointsFail(t *testing.T) {
	t.Parallel()
	for _, e := range endpoints() {
		t.Run(e.op, func(t *testing.T) {
			t.Parallel()
			method, _, _ := strings.Cut(e.op, " ")
			unclear := fault.Temporary
			if method != "GET" {
				unclear = fault.Unsure
			}
			for _, f := range []struct {
				h    http.HandlerFunc
				kind fault.Kind
				text string
			}{
				{answer(401, `{"message":"Unauthorized"}`), fault.Auth, "MOCO answered 401: the key was refused: Unauthorized"},
				{answer(404, ""), fault.Gone, "MOCO answered 404: not found"},
				{answer(422, `{"x":["y"]}`), fault.Invalid, "MOCO answered 422: x: y"},
				{answer(503, ""), unclear, "MOCO answered 503"},
				{abort, unclear, "closed"},
				{html, unclear, "the answer is "},
			} {
				_, err := e.call(t.Context(), serve(t, f.h).Client)
				got := wantError(t, err, f.kind, f.text)
				if got.Method != method || got.Path != e.path {
					t.Errorf("the error names %s %s, want %s %s", got.Method, got.Path, method, e.path)
				}
			}
		})
	}
}
