package mocoapi

import (
	"context"
	"time"
)

// Class says what a request is for, so that a Pacer can keep a share of the
// budget for write-backs.
type Class int

// The classes of requests.
const (
	Read  Class = iota // pulls and reports
	Write              // write-backs: may use the share that is kept for them
)

// Window is the length of MOCO's rate limit: 120 requests in 2 minutes, 1200
// in the unlimited plan (docs: Rate Limiting).
const Window = 2 * time.Minute

// Pacer is the account's budget of requests, shared by all processes.
type Pacer interface {
	// Wait blocks until one request may be sent, or returns why not; then
	// nothing is sent.
	Wait(ctx context.Context, class Class) error
	// Block says that MOCO answered 429: nobody sends for d; 0 means that MOCO
	// did not say how long, so a whole window has to pass.
	Block(ctx context.Context, d time.Duration)
}
