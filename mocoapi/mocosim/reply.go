package mocosim

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// gzipFrom is the size in bytes from which MOCO compresses a body; recorded: 503 plain, 512 compressed.
const gzipFrom = 512

const jsonType = "application/json; charset=utf-8"

// reply is an answer before it is written.
type reply struct {
	status int
	ctype  string
	body   []byte
	header map[string]string

	ids       []int64
	committed bool
}

func ok(body []byte) reply { return reply{status: http.StatusOK, ctype: jsonType, body: body} }

func noContent() reply { return reply{status: http.StatusNoContent} }

func message(status int, text string) reply {
	return reply{status: status, ctype: jsonType, body: newObject("message", text).encode()}
}

func forbidden(text string) reply { return errorList(http.StatusForbidden, text) }

func errorList(status int, texts ...string) reply {
	return reply{status: status, ctype: jsonType, body: newObject("errors", texts).encode()}
}

// invalid is MOCO's recorded form of 422: field → messages, in the account's language.
func invalid(field string, texts ...string) reply {
	return reply{status: http.StatusUnprocessableEntity, ctype: jsonType, body: newObject(field, texts).encode()}
}

const blank = "muss ausgefüllt werden"

// write sends the answer with the headers that MOCO sends.
func (rep reply) write(w http.ResponseWriter, r *http.Request, in *inbound, now time.Time) {
	body := rep.prepare(w.Header(), r, in, now)
	w.WriteHeader(rep.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client is gone; nothing to do about it
	}
}

// prepare fills the header and gives the bytes as they go over the wire.
func (rep reply) prepare(h http.Header, r *http.Request, in *inbound, now time.Time) []byte {
	h.Set("Date", now.UTC().Format(http.TimeFormat))
	h.Set("X-Request-Id", requestID(in.seq))
	h.Set("X-Runtime", fmt.Sprintf("%.6f", 0.02+float64(len(rep.body)%977)/1e5))
	h.Set("Vary", "Origin")
	body := rep.body
	switch {
	case len(body) > 0:
		sum := sha256.Sum256(body)
		h.Set("ETag", `W/"`+hex.EncodeToString(sum[:16])+`"`)
		h.Set("Cache-Control", cacheControl(rep.ctype))
		if strings.HasPrefix(rep.ctype, "application/json") && len(body) >= gzipFrom && offersGzip(r) {
			h.Set("Vary", "Origin, Accept-Encoding")
			h.Set("Content-Encoding", "gzip")
			body = compressed(body)
		}
	default:
		h.Set("Cache-Control", "no-cache")
	}
	if rep.ctype != "" {
		h.Set("Content-Type", rep.ctype)
	}
	for k, v := range rep.header {
		h.Set(k, v)
	}
	if rep.status != http.StatusNoContent && h.Get("Content-Length") == "" {
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	return body
}

func cacheControl(ctype string) string {
	if ctype == pdfType {
		return "private"
	}
	return "max-age=0, private, must-revalidate"
}

func offersGzip(r *http.Request) bool {
	return strings.Contains(strings.ToLower(r.Header.Get("Accept-Encoding")), "gzip")
}

func compressed(body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body) // a bytes.Buffer never fails
	_ = z.Close()
	return b.Bytes()
}

// requestID has the shape of a UUID and is the same in each run.
func requestID(seq int) string { return uuidOf(fmt.Sprintf("request %d", seq)) }

func uuidOf(name string) string {
	sum := sha256.Sum256([]byte(name))
	sum[6], sum[8] = sum[6]&0x0f|0x40, sum[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}
