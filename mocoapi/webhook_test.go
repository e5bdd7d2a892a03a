package mocoapi

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// seen is a Seen in memory.
type seen struct {
	mu   sync.Mutex
	kept map[[sha256.Size]byte]time.Time
	now  time.Time
}

func (s *seen) Remember(_ context.Context, digest [sha256.Size]byte, until time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[digest].After(s.now) {
		return false, nil
	}
	s.kept[digest] = until
	return true, nil
}

func open(t testing.TB, body string, more ...string) WebHookNotice {
	t.Helper()
	n, err := verifier(hookKey).Open(hookHeader(hookSign(hookKey, body), more...), []byte(body), hookNow)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestF101_ReplayedWebHook: of 1,000 replays with other headers, from several
// goroutines, one counts, until its day is over.
func TestF101_ReplayedWebHook(t *testing.T) {
	t.Parallel()
	store := &seen{kept: map[[sha256.Size]byte]time.Time{}, now: hookNow}
	once := func(n WebHookNotice) error { return n.Once(t.Context(), store, store.now, 24*time.Hour) }
	var fresh, replayed int
	var mu sync.Mutex
	var all sync.WaitGroup
	for i := range 1000 {
		n := open(t, hookBody, HeaderEvent, []string{"update", "delete", "create", "x"}[i%4],
			HeaderTimestamp, fmt.Sprint(1795435200000+i), HeaderUser, fmt.Sprint(i), HeaderAccount, fmt.Sprint(i))
		all.Go(func() {
			err := once(n)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				fresh++
			case errors.Is(err, ErrWebHookReplayed):
				replayed++
			}
		})
	}
	all.Wait()
	if fresh != 1 || replayed != 999 {
		t.Errorf("%d counted, %d were replays", fresh, replayed)
	}
	store.now = hookNow.Add(24 * time.Hour)
	if err := once(open(t, hookBody)); err != nil {
		t.Errorf("a day later: %v", err)
	}
	// Two deletes differ by their target only; made-up targets are all one.
	for _, tt := range []struct {
		target string
		want   error
	}{{"Invoice", nil}, {"Company", nil}, {"Company", ErrWebHookReplayed}, {"a", nil}, {"b", ErrWebHookReplayed}, {"", ErrWebHookReplayed}} {
		if err := once(open(t, `{"id":7}`, HeaderTarget, tt.target)); !errors.Is(err, tt.want) {
			t.Errorf("target %q: %v, want %v", tt.target, err, tt.want)
		}
	}
}

// TestF102_WebHooksInAnyOrder: what was opened, in whatever order and however
// often, names the same objects to read, each once.
func TestF102_WebHooksInAnyOrder(t *testing.T) {
	t.Parallel()
	type post struct{ body, target, event string }
	var posts []post
	for id := range 20 {
		for _, event := range []string{"create", "update", "delete"} {
			p := post{fmt.Sprintf(`{"id":%d,"identifier":%q}`, id+1, event), "Invoice", event}
			posts = append(posts, p, p)
		}
	}
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	var first []string
	for range 50 {
		r.Shuffle(len(posts), func(i, j int) { posts[i], posts[j] = posts[j], posts[i] })
		store := &seen{kept: map[[sha256.Size]byte]time.Time{}, now: hookNow}
		read := map[string]int{}
		for _, p := range posts {
			n := open(t, p.body, HeaderTarget, p.target, HeaderEvent, p.event)
			if n.Once(t.Context(), store, hookNow, time.Hour) == nil {
				read[fmt.Sprint(n.Target, n.ID)]++
			}
		}
		for what, times := range read {
			if times != 3 { // three different bodies
				t.Fatalf("seed %d: %s counted %d times", seed, what, times)
			}
		}
		got := slices.Sorted(maps.Keys(read))
		if first == nil {
			first = got
		}
		if !slices.Equal(got, first) || len(got) != 20 {
			t.Fatalf("seed %d: %v, before %v", seed, got, first)
		}
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	n := open(t, hookBody, HeaderOrigin, "api")
	want := WebHookNotice{Target: TargetInvoice, Event: EventUpdate, Sent: hookNow, UserID: 933590, Account: "beispiel", Origin: "api", ID: 111, Raw: []byte(hookBody)}
	if fmt.Sprintf("%+v", n) != fmt.Sprintf("%+v", want) {
		t.Errorf("got  %+v\nwant %+v", n, want)
	}
	if !n.Echo(0) || !n.Echo(933590) || n.Echo(1) || open(t, hookBody).Echo(0) {
		t.Error("what is an echo?")
	}
	if n := open(t, `{"a":1}`, HeaderUser, "-1", HeaderTimestamp, "1795435200"); n.ID != 0 || n.UserID != 0 || !n.Sent.IsZero() {
		t.Errorf("nothing of it can be read: %+v", n)
	}
}

// TestOpenRefuses has posts that are signed and yet no good.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	limited := verifier(hookKey)
	limited.MaxBody, limited.MaxAge = len(hookBody), 5*time.Minute
	for _, tt := range []struct {
		name, body, sent string
		want             error
	}{
		{"good", hookBody, "1795435200000", nil},
		{"as old as can be", hookBody, "1795434900000", nil},
		{"too old", hookBody, "1795434899999", ErrWebHookStale},
		{"future", hookBody, "1795435500001", ErrWebHookStale},
		{"seconds", hookBody, "1795435200", ErrWebHookStale},
		{"no time", hookBody, "", ErrWebHookStale},
		{"too large", hookBody + " ", "1795435200000", ErrWebHookTooLarge},
		{"empty", "", "1795435200000", ErrWebHookBody},
		{"list", "[]", "1795435200000", ErrWebHookBody},
		{"null", "null", "1795435200000", ErrWebHookBody},
		{"cut off", `{"id":1`, "1795435200000", ErrWebHookBody},
		{"two", `{"id":1}{}`, "1795435200000", ErrWebHookBody},
	} {
		h := hookHeader(hookSign(hookKey, tt.body), HeaderTimestamp, tt.sent)
		if _, err := limited.Open(h, []byte(tt.body), hookNow); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	large := strings.Repeat(" ", DefaultWebHookBody) + "{}"
	if _, err := verifier(hookKey).Open(hookHeader(hookSign(hookKey, large)), []byte(large), hookNow); !errors.Is(err, ErrWebHookTooLarge) {
		t.Errorf("over the default limit: %v", err)
	}
}

func TestUnknownNamesAreKeptAndReported(t *testing.T) {
	t.Parallel()
	var heard []string
	v := verifier(hookKey)
	v.Unknown = func(header, value string) { heard = append(heard, header+"="+value) }
	n, err := v.Open(hookHeader(hookSum, HeaderTarget, "Customer", HeaderEvent, "unarchive"), []byte(hookBody), hookNow)
	if err != nil || n.Target != "Customer" || n.Event != "unarchive" {
		t.Errorf("%+v, %v", n, err)
	}
	if _, err := v.Open(hookHeader(hookSum), []byte(hookBody), hookNow); err != nil {
		t.Error(err)
	}
	equal(t, "heard", heard, []string{"X-Moco-Target=Customer", "X-Moco-Event=unarchive"})
}

func TestWebHookObject(t *testing.T) {
	t.Parallel()
	for _, target := range WebHookTargets() {
		_, err := open(t, `{"id":7}`, HeaderTarget, string(target)).Object()
		if typed := objects[target] != nil; typed != (err == nil) {
			t.Errorf("%s: %v", target, err)
		}
	}
	o, err := open(t, `{"id":7,"currency":"EUR","gross_total":1190.0}`).Object()
	if i, ok := o.(billing.Invoice); err != nil || !ok || i.GrossTotal.String() != "1,190.00 EUR" {
		t.Errorf("%v, %v", o, err)
	}
	if _, err := open(t, `{"id":"x"}`).Object(); err == nil || !strings.Contains(err.Error(), "invoice: id") {
		t.Errorf("no id: %v", err)
	}
}

// TestWebHookTargets compares the list with the vendor's description.
func TestWebHookTargets(t *testing.T) {
	t.Parallel()
	var api struct {
		Components struct {
			Schemas struct {
				WebHookTarget struct{ Enum []WebHookTarget }
			}
		}
	}
	if err := json.Unmarshal(shared(t, "moco/openapi.json"), &api); err != nil {
		t.Fatal(err)
	}
	equal(t, "targets", WebHookTargets(), api.Components.Schemas.WebHookTarget.Enum)
}

func TestWebHooksAreChecked(t *testing.T) {
	t.Parallel()
	c := serve(t, answer(500, "")) // must not be asked
	for _, n := range []NewWebHook{{"", EventUpdate, "https://a.example"}, {TargetInvoice, "", "https://a.example"}, {TargetInvoice, EventUpdate, "http://a.example"}, {TargetInvoice, EventUpdate, ""}} {
		if _, err := c.WebHooks.Create(t.Context(), n); err == nil || !strings.Contains(err.Error(), "a web hook needs") {
			t.Errorf("%+v: %v", n, err)
		}
	}
	if _, err := c.WebHooks.Update(t.Context(), 1, WebHookUpdate{"ftp://a.example"}); err == nil || !strings.Contains(err.Error(), "https://") {
		t.Error(err)
	}
	if err := c.WebHooks.Delete(t.Context(), 0); err == nil || !strings.Contains(err.Error(), "0 is not a valid web hook id") {
		t.Error(err)
	}
}

// FuzzOpen: whatever is signed is opened or refused, and what is opened has a
// JSON body that is as it came.
func FuzzOpen(f *testing.F) {
	f.Add([]byte(hookBody), "Invoice", "update", "1795435200000", "933590")
	f.Fuzz(func(t *testing.T, body []byte, target, event, sent, user string) {
		h := hookHeader(hookSign(hookKey, string(body)), HeaderTarget, target, HeaderEvent, event, HeaderTimestamp, sent, HeaderUser, user)
		n, err := verifier(hookKey).Open(h, body, hookNow)
		if err != nil {
			if !errors.Is(err, ErrWebHookBody) && !errors.Is(err, ErrWebHookTooLarge) {
				t.Error(err)
			}
			return
		}
		if string(n.Raw) != string(body) || n.UserID < 0 || n.ID < 0 || n.Target != WebHookTarget(target) {
			t.Errorf("%+v of %q", n, body)
		}
		_, _ = n.Object() // must not panic
		if _, err := verifier(hookNext).Open(h, body, hookNow); !errors.Is(err, ErrWebHookForged) {
			t.Errorf("another key: %v", err)
		}
	})
}
