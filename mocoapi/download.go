package mocoapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/mocowork/mocowork/internal/fault"
)

// Document is a file that was downloaded.
type Document struct {
	Size      int64
	SHA256    [sha256.Size]byte
	MediaType string // such as "application/pdf"
}

// Download writes the file behind an address that MOCO gave, such as FileURL or
// AvatarURL, to w. Such an address works for a short time: download it at once.
//
// The file may be kept by somebody else, who must not see the key: it is not
// sent. The address must begin with https, or be the simulator's. It is asked
// once, without a pacer, since it is no request of the API. The error is a
// *Error; if it is not nil, part of the file may be written already. A file
// larger than Options.MaxBody is fault.Permanent.
func (c *conn) Download(ctx context.Context, address string, w io.Writer) (Document, error) {
	k := call{method: http.MethodGet, path: "file"}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && !(isLoopback(c.base) && isLoopback(u)) {
		return Document{}, k.refused(fault.Invalid, "the address of a file must begin with https://", nil)
	}
	ctx, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return Document{}, k.refused(fault.Invalid, "the request can't be built", nil)
	}
	req.Header.Set("User-Agent", userAgent)
	resp, err := c.reads.Do(req)
	if err != nil {
		return Document{}, c.broken(ctx, k, reply{}, err, false)
	}
	defer resp.Body.Close()
	r := reply{status: resp.StatusCode, header: resp.Header}
	if !ok(r.status) {
		kind, _ := readKind(r.status)
		return Document{}, k.fail(r, kind, "")
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, sum), io.LimitReader(resp.Body, c.opt.MaxBody+1))
	switch {
	case err != nil:
		return Document{}, c.broken(ctx, k, r, err, false)
	case n > c.opt.MaxBody:
		return Document{}, k.fail(r, fault.Permanent, errTooLarge{c.opt.MaxBody}.Error())
	}
	return Document{Size: n, SHA256: [sha256.Size]byte(sum.Sum(nil)), MediaType: mediaType(r)}, nil
}

// redirected reads a document to which MOCO answers with its address. 204 says
// that there is none.
func (c *conn) redirected(ctx context.Context, path, problem string) ([]byte, error) {
	k := get(path, nil)
	k.accept = mediaPDF
	if problem != "" {
		return nil, k.refused(fault.Invalid, problem, nil)
	}
	r, err := c.read(ctx, k)
	switch {
	case r.status == http.StatusNoContent:
		return nil, k.fail(r, fault.Gone, "there is no document")
	case r.status >= 300 && r.status < 400 && r.header.Get("Location") != "":
		return c.document(ctx, k, r)
	case err != nil:
		return nil, err
	case !isPDF(r.body):
		return nil, k.fail(r, fault.Temporary, "the answer is no PDF")
	}
	return r.body, nil
}

// document downloads what an answer leads to.
func (c *conn) document(ctx context.Context, k call, r reply) ([]byte, error) {
	u, err := c.base.Parse(r.header.Get("Location"))
	if err != nil {
		return nil, k.fail(r, fault.Permanent, "the address of the document is not a URL")
	}
	var b bytes.Buffer
	if _, err := c.Download(ctx, u.String(), &b); err != nil {
		return nil, fmt.Errorf("the document of %s: %w", k.path, err)
	}
	if !isPDF(b.Bytes()) {
		return nil, k.fail(r, fault.Temporary, "the document is no PDF")
	}
	return b.Bytes(), nil
}
