package queue

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"
)

// ErrUnreachable says that Redis can't be reached now.
var ErrUnreachable = errors.New("the queue can't be reached")

// ErrSettings says that the address can't be right: waiting does not help.
var ErrSettings = errors.New("redis.url does not fit this Redis")

// Refused reports whether Redis answered and refused the password, or a right
// of the user. Its client has no error type for that.
func Refused(err error) bool {
	return err != nil && (strings.Contains(err.Error(), "NOAUTH") || strings.Contains(err.Error(), "WRONGPASS") ||
		strings.Contains(err.Error(), "NOPERM") || strings.Contains(err.Error(), "executing the script can't run") || strings.Contains(err.Error(), "without any password configured"))
}

// Full reports whether Redis refused a write because its memory is used up.
func Full(err error) bool {
	return err != nil && strings.Contains(err.Error(), "OOM command not allowed")
}

// Health is what a Redis says about itself.
type Health struct {
	Address string
	Version string // "" if the server doesn't tell
	// Policy is maxmemory-policy; "" if the server doesn't tell. Of several
	// servers it is the first that is wrong.
	Policy string
	// Used and Most are bytes of memory and maxmemory; Most is 0 where there
	// is no limit. Of several servers it is the fullest.
	Used, Most int64
}

// Unsafe says why the Redis must not be used, or "".
func (h Health) Unsafe() string {
	if h.Policy != "" && h.Policy != keeps {
		return fmt.Sprintf("maxmemory-policy is %s: Redis may throw queued work away. Set noeviction", h.Policy)
	}
	return ""
}

// keeps is the one policy that throws nothing away.
const keeps = "noeviction"

// almostFull is the share of maxmemory, in percent, from which on Redis soon
// refuses work: at the limit not even taking a task off the queue is allowed.
const almostFull = 80

// Tight says that memory runs out, or "".
func (h Health) Tight() string {
	if h.Most > 0 && h.Used >= h.Most/100*almostFull {
		return fmt.Sprintf("Redis uses %.1f of the %.1f MB that maxmemory allows: at the limit no work is done any more. Raise maxmemory, or find out what else fills this Redis",
			float64(h.Used)/1e6, float64(h.Most)/1e6)
	}
	return ""
}

// Check connects, tries what the queue does, and asks. The error says that the
// Redis can't be reached, refuses a right (Refused), takes no writes (Full), or
// is not what the address says (ErrSettings).
func Check(ctx context.Context, c Connection) (Health, error) {
	client := c.client()
	defer client.Close()
	h := Health{Address: c.text}
	if err := probe(ctx, client, c); err != nil {
		return h, fmt.Errorf("redis %s: %w", c.text, c.explain(err))
	}
	cluster, ok := client.(*redis.ClusterClient)
	if !ok {
		h.read(ctx, client)
		return h, nil
	}
	var mu sync.Mutex
	err := cluster.ForEachMaster(ctx, func(ctx context.Context, one *redis.Client) error {
		var its Health
		its.read(ctx, one)
		mu.Lock()
		defer mu.Unlock()
		h.worsen(its)
		return nil
	})
	if err != nil {
		return h, fmt.Errorf("redis %s: %w", c.text, c.explain(err))
	}
	return h, nil
}

// read asks one server. Managed servers forbid CONFIG, so it is INFO.
func (h *Health) read(ctx context.Context, c redis.Cmdable) {
	for _, section := range []string{"server", "memory"} {
		info, err := c.Info(ctx, section).Result()
		if err != nil {
			continue // the embedded queue knows no such section
		}
		for line := range strings.SplitSeq(info, "\r\n") {
			name, v, _ := strings.Cut(line, ":")
			switch name {
			case "redis_version":
				h.Version = v
			case "maxmemory_policy":
				h.Policy = v
			case "used_memory":
				h.Used, _ = strconv.ParseInt(v, 10, 64)
			case "maxmemory":
				h.Most, _ = strconv.ParseInt(v, 10, 64)
			}
		}
	}
}

// worsen takes over what is worse on another server.
func (h *Health) worsen(o Health) {
	if h.Version == "" {
		h.Version = o.Version
	}
	if h.Policy == "" || h.Policy == keeps {
		h.Policy = o.Policy
	}
	if o.Most > 0 && (h.Most == 0 || float64(o.Used)/float64(o.Most) > float64(h.Used)/float64(h.Most)) {
		h.Used, h.Most = o.Used, o.Most
	}
}

// trial does what asynq does, on keys of its own in asynq's slot.
var trial = redis.NewScript(`
redis.call("HSET", KEYS[1], "state", "x")
redis.call("LPUSH", KEYS[2], "x")
redis.call("RPOPLPUSH", KEYS[2], KEYS[3])
redis.call("LREM", KEYS[3], 0, "x")
redis.call("ZADD", KEYS[4], 1, "x")
redis.call("ZREM", KEYS[4], "x")
redis.call("SADD", KEYS[5], "x")
return redis.call("DEL", KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5])`)

// probe tries every kind of command that the queue needs, so that a user
// without rights, a replica and a full server show at once.
func probe(ctx context.Context, c redis.UniversalClient, at Connection) error {
	// A ping first: its error is the plainest.
	if err := reach(ctx, c); err != nil {
		return err
	}
	mine := rand.Text()
	var keys []string
	for _, kind := range []string{"t", "pending", "active", "lease", "queues"} {
		keys = append(keys, key(at.requests(), "try:"+mine+":"+kind))
	}
	if err := trial.Run(ctx, c, keys).Err(); err != nil {
		return err
	}
	if err := c.SetEx(ctx, at.statusKey("try:"+mine), "", time.Second).Err(); err != nil {
		return err
	}
	return c.Publish(ctx, at.statusChannel("try:"+mine), "").Err()
}

// reachable bounds the first question to a Redis: sentinels that are all away
// are tried for longer otherwise.
const reachable = 10 * time.Second

// reach asks whether a Redis answers at all.
func reach(ctx context.Context, client redis.UniversalClient) error {
	ctx, cancel := context.WithTimeout(ctx, reachable)
	defer cancel()
	err := client.Ping(ctx).Err()
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("no answer within %s: %w", reachable, err)
	}
	return err
}

// explain says what people can do about the errors that they can't read.
func (c Connection) explain(err error) error {
	var header tls.RecordHeaderError
	var untrusted *tls.CertificateVerificationError
	var alert tls.AlertError
	var slow net.Error
	switch {
	case errors.As(err, &header):
		return fmt.Errorf("%w: it does not speak TLS there: write redis:// instead of rediss://, or leave tls=true away", ErrSettings)
	case errors.As(err, &untrusted):
		return fmt.Errorf("%w: %w. Add its CA to this machine's, or name it in SSL_CERT_FILE", ErrSettings, err)
	case errors.As(err, &alert), strings.Contains(err.Error(), "remote error: tls:"):
		return fmt.Errorf("%w: %w", ErrSettings, err)
	case c.opt.TLSConfig != nil && (errors.Is(err, context.DeadlineExceeded) || errors.As(err, &slow) && slow.Timeout()):
		return fmt.Errorf("%w (no answer: is this the port for TLS? Without TLS it is redis://)", err)
	case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		return fmt.Errorf("%w (the connection was closed: does it want TLS, as in rediss://?)", err)
	}
	return err
}

// said is an error of the client in words for people: asynq's own words around
// it are taken away.
func (c *Client) said(err error) error {
	if err == nil || errors.Is(err, ErrUnknownRun) || errors.Is(err, context.Canceled) {
		return err
	}
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		if text := inner.Error(); !strings.HasPrefix(text, "UNKNOWN: ") && !strings.HasPrefix(text, "redis command error: ") {
			err = inner
			break
		}
	}
	return fmt.Errorf("redis %s: %w", c.conn.text, c.conn.explain(err))
}
