package exporters

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/mocowork/mocowork/internal/fault"
)

// s3World is a real S3 server (gofakes3) with a bucket, and something that
// may stand in the way of a request.
type s3World struct {
	backend *s3mem.Backend
	bucket  *Bucket
	// inTheWay answers a request instead of the server when it returns true.
	inTheWay atomic.Pointer[func(http.ResponseWriter, *http.Request) bool]
}

func newS3(t *testing.T, address string) *s3World {
	t.Helper()
	w := &s3World{backend: s3mem.New()}
	if err := w.backend.CreateBucket("berichte"); err != nil {
		t.Fatal(err)
	}
	server := gofakes3.New(w.backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server()
	front := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if f := w.inTheWay.Load(); f != nil && (*f)(rw, r) {
			return
		}
		server.ServeHTTP(rw, r)
	}))
	front.Config.ErrorLog = log.New(io.Discard, "", 0)
	front.Start()
	t.Cleanup(front.Close)
	b, err := OpenBucket(t.Context(), address+"?endpoint="+url.QueryEscape(front.URL), BucketOptions{AccessKey: "id", SecretKey: "canary-secret-key"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	w.bucket = b
	return w
}

// stands puts something in the way of the server's requests.
func (w *s3World) stands(f func(http.ResponseWriter, *http.Request) bool) { w.inTheWay.Store(&f) }

// object is what the server holds under a key; "" and false if there is none.
func (w *s3World) object(t *testing.T, key string) ([]byte, bool) {
	t.Helper()
	o, err := w.backend.GetObject("berichte", key, nil)
	if err != nil {
		return nil, false
	}
	defer o.Contents.Close()
	b, err := io.ReadAll(o.Contents)
	if err != nil {
		t.Fatal(err)
	}
	return b, true
}

func TestBucketDelivers(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{"", "/2026/mahnwesen/"} {
		w := newS3(t, "s3://berichte"+prefix)
		key := strings.TrimPrefix(prefix, "/") + "a.xlsx"
		f := made(t, smallSet(t), "a.xlsx")
		for _, replaced := range []bool{false, true} {
			got, err := w.bucket.Deliver(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			want := Receipt{Place: "s3://berichte/" + key, SHA256: f.SHA256, Replaced: replaced}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
		want, err := os.ReadFile(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := w.object(t, key); !bytes.Equal(got, want) {
			t.Errorf("%s was delivered differently", key)
		}
		if names, err := w.bucket.Files(t.Context()); err != nil || !slices.Equal(names, []string{"a.xlsx"}) {
			t.Errorf("files %v, %v", names, err)
		}
	}
}

func TestBucketRefusesNames(t *testing.T) {
	t.Parallel()
	w := newS3(t, "s3://berichte/exports")
	f := made(t, smallSet(t), "a.xlsx")
	for _, name := range []string{"../a.xlsx", "a/b.xlsx", "..", "", "a\x00.xlsx", `..\a.xlsx`, ".hidden"} {
		f.Name = name
		if _, err := w.bucket.Deliver(t.Context(), f); !errors.Is(err, ErrFileName) {
			t.Errorf("%q: delivered, %v", name, err)
		}
		if _, err := w.bucket.Open(t.Context(), name); !errors.Is(err, ErrFileName) {
			t.Errorf("%q: opened, %v", name, err)
		}
		if err := w.bucket.Remove(t.Context(), name); !errors.Is(err, ErrFileName) {
			t.Errorf("%q: removed, %v", name, err)
		}
	}
	for _, address := range []string{"s3://berichte/../andere", "s3:///a", "ftp://berichte", "berichte"} {
		if _, err := OpenBucket(t.Context(), address, BucketOptions{}); err == nil {
			t.Errorf("%s was opened", address)
		}
	}
}

// What a bucket answers has a kind and a sentence; what was there before stays,
// and what is read back wrong goes.
func TestBucketFails(t *testing.T) {
	t.Parallel()
	const old = "was there before"
	put := func(r *http.Request) bool { return r.Method == http.MethodPut }
	get := func(r *http.Request) bool {
		return r.Method == http.MethodGet && !strings.Contains(r.URL.RawQuery, "list-type")
	}
	answer := func(when func(*http.Request) bool, status int, code string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if !when(r) {
				return false
			}
			w.Header().Set("Content-Type", "application/xml")
			w.WriteHeader(status)
			io.WriteString(w, `<?xml version="1.0"?><Error><Code>`+code+`</Code><Message>no</Message></Error>`)
			return true
		}
	}
	for name, c := range map[string]struct {
		stands func(http.ResponseWriter, *http.Request) bool
		kind   fault.Kind
		want   string
		left   string // what is there afterwards; "" for nothing
	}{
		"refused":   {answer(put, 403, "AccessDenied"), fault.Permanent, "refuses the key (AccessDenied)", old},
		"signature": {answer(put, 403, "SignatureDoesNotMatch"), fault.Permanent, "refuses the key (SignatureDoesNotMatch)", old},
		"gone":      {answer(put, 404, "NoSuchBucket"), fault.Permanent, "there is no such bucket", old},
		"away":      {answer(put, 503, "SlowDown"), fault.Temporary, "answered 503 (SlowDown)", old},
		"cut": {func(w http.ResponseWriter, r *http.Request) bool {
			if !put(r) {
				return false
			}
			_, _ = io.CopyN(io.Discard, r.Body, 100)
			panic(http.ErrAbortHandler)
		}, fault.Temporary, "can't be reached", old},
		"flipped": {func(w http.ResponseWriter, r *http.Request) bool {
			if get(r) {
				io.WriteString(w, "something else")
			}
			return get(r)
		}, fault.Temporary, "it was removed", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newS3(t, "s3://berichte")
			if err := w.bucket.Append(t.Context(), "a.xlsx", []byte(old)); err != nil {
				t.Fatal(err)
			}
			w.stands(c.stands)
			_, err := w.bucket.Deliver(t.Context(), made(t, smallSet(t), "a.xlsx"))
			if err == nil || fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v (%v), want %q (%v)", err, fault.KindOf(err), c.want, c.kind)
			}
			if err != nil && (strings.Contains(err.Error(), "canary") || strings.Contains(err.Error(), "\n")) {
				t.Errorf("the error holds a secret or a line break: %q", err)
			}
			w.stands(func(http.ResponseWriter, *http.Request) bool { return false })
			if got, _ := w.object(t, "a.xlsx"); string(got) != c.left {
				t.Errorf("%d bytes are there, want %q", len(got), c.left)
			}
		})
	}
}

func TestBucketProbe(t *testing.T) {
	t.Parallel()
	w := newS3(t, "s3://berichte/exports")
	if err := w.bucket.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, there := w.object(t, "exports/"+probeName); there {
		t.Error("the probe is still there")
	}
	if _, err := w.bucket.Open(t.Context(), "none.xlsx"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an absent object: %v", err)
	}
	none := newS3(t, "s3://andere")
	if err := none.bucket.Probe(t.Context()); err == nil || !strings.Contains(err.Error(), "there is no such bucket") {
		t.Errorf("a bucket that does not exist: %v", err)
	}
}
