package mocoapi

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
)

// The headers of a web hook's post (docs: webhooks.md). X-Moco-Origin is not
// documented.
const (
	HeaderTarget    = "X-Moco-Target"
	HeaderEvent     = "X-Moco-Event"
	HeaderTimestamp = "X-Moco-Timestamp"
	HeaderSignature = "X-Moco-Signature"
	HeaderUser      = "X-Moco-User-Id"
	HeaderAccount   = "X-Moco-Account-Url"
	HeaderOrigin    = "X-Moco-Origin"
)

// DefaultWebHookBody is the largest body that a Verifier reads, in bytes.
const DefaultWebHookBody = 1 << 20

// The errors of Verifier.Open and Once. None says more to the sender.
var (
	// ErrWebHookTooLarge: answer 413.
	ErrWebHookTooLarge = errors.New("web hook: the body is too large")
	// ErrWebHookForged: no key made the signature; answer 401.
	ErrWebHookForged = errors.New("web hook: the signature is missing or wrong")
	// ErrWebHookBody: signed, but no JSON object; answer 400.
	ErrWebHookBody = errors.New("web hook: the body is no JSON object")
	// ErrWebHookStale: sent too long ago, in the future, or nobody knows when.
	ErrWebHookStale = errors.New("web hook: the timestamp is missing or too far from now")
	// ErrWebHookReplayed: seen before; answer 200 and do nothing.
	ErrWebHookReplayed = errors.New("web hook: this body was seen before")
)

// Verifier checks the posts of MOCO's web hooks. The zero value has no key and
// takes nothing. It may be used by several goroutines.
type Verifier struct {
	// Keys gives the signing keys, as MOCO shows them: 32 characters, taken as
	// text. Several are valid at once, for a change of key or for several
	// hooks. It is asked for every post and nothing is kept; empty keys are
	// left out.
	Keys func() []string
	// MaxBody is the largest body in bytes. 0: DefaultWebHookBody.
	MaxBody int
	// MaxAge is how far the timestamp may be from now, either way. 0: any, also
	// none. The timestamp is not signed and whether a later try of MOCO's gets
	// a new one is not known: this keeps out old news, not an attacker.
	MaxAge time.Duration
	// Unknown hears of a target or an event that is not in the lists: header
	// and value. Such a notice is opened like any other. nil: nobody hears.
	Unknown func(header, value string)
}

// Open checks a post and reads it. The body must be the bytes as they came:
// JSON that was decoded and encoded again has another signature.
func (v Verifier) Open(h http.Header, body []byte, now time.Time) (WebHookNotice, error) {
	limit := v.MaxBody
	if limit == 0 {
		limit = DefaultWebHookBody
	}
	if len(body) > limit {
		return WebHookNotice{}, ErrWebHookTooLarge
	}
	if !v.signed(h.Values(HeaderSignature), body) {
		return WebHookNotice{}, ErrWebHookForged
	}
	if b := trim(body); len(b) == 0 || b[0] != '{' || !valid(b) {
		return WebHookNotice{}, ErrWebHookBody
	}
	n := notice(h, body)
	if v.MaxAge > 0 && (n.Sent.IsZero() || now.Sub(n.Sent).Abs() > v.MaxAge) {
		return WebHookNotice{}, ErrWebHookStale
	}
	v.report(n)
	return n, nil
}

// signed says whether one of the keys made the only signature: 64 hex digits
// in lower case. Every key is tried, so that the time taken tells none apart.
func (v Verifier) signed(signatures []string, body []byte) bool {
	if v.Keys == nil || len(signatures) != 1 || signatures[0] != strings.ToLower(signatures[0]) {
		return false
	}
	sum, err := hex.DecodeString(signatures[0])
	if err != nil || len(sum) != sha256.Size {
		return false
	}
	good := false
	for _, key := range v.Keys() {
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write(body)
		match := hmac.Equal(mac.Sum(nil), sum)
		good = good || match && key != ""
	}
	return good
}

func (v Verifier) report(n WebHookNotice) {
	if v.Unknown == nil {
		return
	}
	if !slices.Contains(targets, n.Target) {
		v.Unknown(HeaderTarget, string(n.Target))
	}
	if !slices.Contains(events, n.Event) {
		v.Unknown(HeaderEvent, string(n.Event))
	}
}

// Seen remembers digests, for all processes that take posts.
type Seen interface {
	// Remember keeps the digest until then, and says whether it was not kept
	// yet. Of several that ask at once, one is told so.
	Remember(ctx context.Context, digest [sha256.Size]byte, until time.Time) (isNew bool, err error)
}

// Once gives ErrWebHookReplayed for what seen keeps, and has it keep the
// notice from now on for so long. A caller that then can't do its work has
// lost the hint, so it does what it can't lose in the same transaction as seen.
func (n WebHookNotice) Once(ctx context.Context, seen Seen, now time.Time, keep time.Duration) error {
	isNew, err := seen.Remember(ctx, n.Digest(), now.Add(keep))
	if err == nil && !isNew {
		err = ErrWebHookReplayed
	}
	return err
}
