package mocoapi

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// Defaults of Options.
const (
	DefaultTimeout  = 30 * time.Second
	DefaultMaxBody  = 32 << 20
	DefaultAttempts = 5
)

// Options say which account to talk to, and how. Account and Key are required.
type Options struct {
	// Account is the sub-domain: the API is at
	// https://ACCOUNT.mocoapp.com/api/v1.
	Account string
	// BaseURL overrides the address, for a simulator. It must be
	// https://ACCOUNT.mocoapp.com or a loopback address. A URL without a path
	// gets /api/v1.
	BaseURL string
	// Key gives the API key. It is asked for every request and never kept. Its
	// error must not contain the key.
	Key func() (string, error)
	// Keys are further keys that no answer may bring in, such as the one of the
	// account's other client; nil for none.
	Keys func() []string
	// Pacer is asked before every request. nil: no pacing, as in tests.
	Pacer Pacer
	// ReadClass is the class of the client's GETs. A client that only carries
	// out write-backs sets Write, so that its fresh reads may use the share
	// that is kept for them. Default: Read.
	ReadClass Class
	// Impersonate is the user on whose behalf requests are made; 0: the key's
	// own user. The key needs the Staff permission (docs: Impersonation).
	Impersonate billing.ID
	// RootCAs verify the server's certificate. nil: the system's.
	RootCAs *x509.CertPool
	// Timeout bounds one request from dialling to the last byte of the answer;
	// waiting for the Pacer is not included. 0: 30 s.
	Timeout time.Duration
	// MaxBody is the largest answer in bytes, after decompression. 0: 32 MiB.
	MaxBody int64
	// Attempts is how often a GET is tried in all; writes are tried once.
	// 0: 5.
	Attempts int
	// Sleep waits between attempts, and returns early with the context's error.
	// nil: a real timer.
	Sleep func(context.Context, time.Duration) error
	// Now is used for durations, and for a Retry-After with a date when the
	// answer itself is undated. nil: time.Now.
	Now func() time.Time
	// Logger gets one line for each request at level debug: no query values, no
	// bodies. nil: no log.
	Logger *slog.Logger
	// OnRequest is called after each request, from the goroutine that sent it.
	OnRequest func(RequestInfo)
	// OnDrift is told of each field and each word that MOCO sends and this
	// package does not know, once, from the goroutine that read it. nil: nobody
	// looks.
	OnDrift func(Drift)
}

// RequestInfo describes a finished request, for counting.
type RequestInfo struct {
	Method string
	// Resource is the path with its numbers replaced, such as
	// "/invoices/{id}".
	Resource string
	// Status is the HTTP status; 0 if no answer came.
	Status   int
	Duration time.Duration
	// Date is MOCO's own clock when it answered, in whole seconds; zero if it
	// did not say.
	Date time.Time
}

// Format prints the account only, whatever the verb: BaseURL may be mistyped
// with a password in it.
func (o Options) Format(s fmt.State, _ rune) { fmt.Fprintf(s, "mocoapi.Options(%s)", o.Account) }

func (o Options) withDefaults() Options {
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.MaxBody == 0 {
		o.MaxBody = DefaultMaxBody
	}
	if o.Attempts == 0 {
		o.Attempts = DefaultAttempts
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.OnRequest == nil {
		o.OnRequest = func(RequestInfo) {}
	}
	return o
}

func (o Options) validate() error {
	switch {
	case !validAccount(o.Account):
		return fmt.Errorf("the MOCO account must be the sub-domain only (a-z, 0-9, -), got %q", clip(o.Account, 60))
	case o.Key == nil:
		return errors.New("the MOCO client needs a key")
	case o.Timeout < 0, o.MaxBody < 0, o.Attempts < 0:
		return errors.New("timeout, largest answer and attempts of the MOCO client must not be negative")
	case o.Impersonate < 0:
		return fmt.Errorf("%d is not the id of a MOCO user", o.Impersonate)
	case o.ReadClass != Read && o.ReadClass != Write:
		return fmt.Errorf("%d is not a class of requests", o.ReadClass)
	}
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
