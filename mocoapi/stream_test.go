package mocoapi

import (
	"bytes"
	"crypto/sha256"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/internal/fault"
)

func patientOptions(o *Options) { o.Attempts = 4 }

// TestPDFIsStreamed: tried again while MOCO makes it, and what arrives is what
// is hashed.
func TestPDFIsStreamed(t *testing.T) {
	t.Parallel()
	document := "%PDF-1.4 " + strings.Repeat("x", 300_000)
	n := 0
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n++
		switch n {
		case 1:
			respond(w, 423, "")
		case 2:
			typed(mediaPDF, "<html>soon</html>")(w, r)
		case 3:
			respond(w, 502, "")
		default:
			typed(mediaPDF, document)(w, r)
		}
	}, patientOptions)
	var b bytes.Buffer
	d, err := c.Client.Invoices.WritePDF(t.Context(), &b, 7, PDFOptions{})
	if err != nil || b.String() != document || d.Size != int64(len(document)) || d.SHA256 != sha256.Sum256([]byte(document)) || d.MediaType != mediaPDF {
		t.Errorf("%d bytes, %+v, %v", b.Len(), d, err)
	}
}

func TestPDFThatCantBeStreamed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		h    http.HandlerFunc
		kind fault.Kind
		text string
	}{
		"gone":      {answer(404, ""), fault.Gone, "404"},
		"never":     {answer(423, ""), fault.Temporary, "423"},
		"no PDF":    {answer(200, "{}"), fault.Temporary, "the answer is no PDF"},
		"too large": {typed(mediaPDF, "%PDF-"+strings.Repeat("x", 5000)), fault.Permanent, "larger than 4096 bytes"},
		"cut off": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "4000")
			typed(mediaPDF, "%PDF-1.4 half")(w, r)
		}, fault.Temporary, "closed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			_, err := serve(t, tt.h, patientOptions, func(o *Options) { o.MaxBody = 4096 }).Client.Invoices.WritePDF(t.Context(), &b, 7, PDFOptions{})
			wantError(t, err, tt.kind, tt.text)
		})
	}
	if _, err := serve(t, answer(200, "")).Client.Offers.WritePDF(t.Context(), new(bytes.Buffer), 0, PaperOptions{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no offer: %v", err)
	}
}

// TestDownloadSendsNoKey: the file may be kept by somebody else.
func TestDownloadSendsNoKey(t *testing.T) {
	t.Parallel()
	var asked http.Header
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header
		typed("image/png", "picture")(w, r)
	}))
	t.Cleanup(store.Close)
	c := serve(t, answer(200, ""))
	var b bytes.Buffer
	d, err := c.Download(t.Context(), store.URL+"/x?signature=abc", &b)
	if err != nil || b.String() != "picture" || d.Size != 7 || d.MediaType != "image/png" || d.SHA256 != sha256.Sum256([]byte("picture")) {
		t.Fatalf("%q, %+v, %v", b.String(), d, err)
	}
	for name, values := range asked {
		if name == "Authorization" || strings.Contains(strings.Join(values, ""), canary) {
			t.Errorf("the store was told %s: %v", name, values)
		}
	}
	for _, address := range []string{"http://files.example/x", "ftp://127.0.0.1/x", "https://user:pw@files.example/x", "/x", "::"} {
		_, err := c.Download(t.Context(), address, &b)
		wantError(t, err, fault.Invalid, "must begin with https://")
	}
	redirect := httptest.NewServer(http.RedirectHandler(store.URL, http.StatusFound))
	t.Cleanup(redirect.Close)
	if _, err := c.Download(t.Context(), redirect.URL, &b); err == nil {
		t.Error("a redirection was followed")
	}
	small := serve(t, answer(200, ""), func(o *Options) { o.MaxBody = 3 })
	_, err = small.Download(t.Context(), store.URL, &b)
	wantError(t, err, fault.Permanent, "larger than 3 bytes")
}

// TestPDFOfADraft follows the address that MOCO answers with, without the key.
func TestPDFOfADraft(t *testing.T) {
	t.Parallel()
	var authorized string
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		authorized = r.Header.Get("Authorization")
		typed(mediaPDF, "%PDF-1.4 draft")(w, r)
	}))
	t.Cleanup(store.Close)
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, store.URL+"/d.pdf", http.StatusFound)
	})
	b, err := c.PurchaseDrafts.PDF(t.Context(), 7)
	if err != nil || string(b) != "%PDF-1.4 draft" || authorized != "" {
		t.Errorf("%q, key %q, %v", b, authorized, err)
	}
	_, err = serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }).PurchaseDrafts.PDF(t.Context(), 7)
	wantError(t, err, fault.Gone, "there is no document")
}
