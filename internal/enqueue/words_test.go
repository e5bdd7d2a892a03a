package enqueue

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/mocowork/mocowork/jobs/queue"
)

func TestWordsAndCodes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status queue.Status
		words  string
		code   int
	}{
		{queue.Status{Status: "done", Sent: 3, Other: 1}, "done: 3 sent, 1 for people inside", 0},
		{queue.Status{Status: "partly", Sent: 2, Dropped: 1, Unclear: 1, Plan: "p_2c9e"}, "done, partly: 2 sent, 1 dropped, 1 unclear   p_2c9e", 6},
		{queue.Status{Status: "waiting", Waiting: 2, Plan: "p_2c9e"}, "waits for approval: 2 wait for approval   p_2c9e", 7},
		{queue.Status{Status: "stopped"}, "stopped by a limit", 5},
		{queue.Status{Status: "failed", Fault: "auth"}, "failed: auth", 4},
		{queue.Status{Status: "failed", Fault: "unknown job"}, "failed: unknown job", 1},
		{queue.Status{Status: "running", Worker: "host.1"}, "started on host.1", 1},
	} {
		if got := words(tt.status); got != tt.words {
			t.Errorf("%q, want %q", got, tt.words)
		}
		if got := codeOf(tt.status); got != tt.code {
			t.Errorf("%s: code %d, want %d", tt.words, got, tt.code)
		}
	}
}

func TestEnd(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err  error
		want int
		says bool
	}{
		{nil, 0, false}, {codeError(7), 7, false}, {context.Canceled, 130, true}, {errConfig, 3, true}, {errUnknownJob, 2, true},
		{queue.ErrUnknownRun, 1, true}, {queue.ErrNoWorker, 75, true}, {errors.New("WRONGPASS invalid username-password pair"), 4, true},
		{errors.New("dial tcp: connection refused"), 75, true},
	} {
		var b bytes.Buffer
		w := &World{Stderr: &b}
		err := tt.err
		if err != nil && tt.says {
			err = fmt.Errorf("wrapped: %w", err)
		}
		if got := w.end(err); got != tt.want || (b.Len() > 0) != tt.says {
			t.Errorf("%v: code %d, want %d; said %q", tt.err, got, tt.want, b.String())
		}
	}
}
