package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi"
)

func TestCodeOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		err  error
		want int
	}{
		{"anything", errors.New("x"), 1},
		{"said already", &exit{code: 10}, 10},
		{"wrong use", &exit{ExitUsage, errors.New("x")}, 2},
		{"no such job", &jobs.UnknownJobError{Name: "x"}, 2},
		{"refused to start", &app.RefusedError{Reason: "another one"}, 3},
		{"key refused", fault.New(fault.Auth, errors.New("x")), 4},
		{"key may only read", &mocoapi.Error{Status: 403, Kind: fault.Permanent}, 4},
		{"redis wants a password", fmt.Errorf("%w: NOAUTH Authentication required", queue.ErrUnreachable), 4},
		{"redis refuses the password", fmt.Errorf("%w: WRONGPASS invalid", queue.ErrUnreachable), 4},
		{"limit", &jobs.LimitError{}, 5},
		{"not approved", &jobs.NotApprovedError{Reason: "x"}, 7},
		{"plan expired", &jobs.ExpiredError{}, 8},
		{"plan used", &ledger.UsedError{}, 8},
		{"no queue", queue.ErrUnreachable, 75},
		{"no worker", queue.ErrNoWorker, 75},
		{"MOCO is away", &mocoapi.Error{Status: 502, Kind: fault.Temporary}, 75},
		{"MOCO asks to wait", fault.New(fault.Throttled, errors.New("x")), 75},
		{"no network", &net.OpError{Op: "dial", Err: errors.New("refused")}, 75},
		{"no such host", &net.DNSError{Err: "no such host", Name: "x"}, 75},
		{"no space left", &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, 1},
		{"Ctrl-C", context.Canceled, 130},
	} {
		if got := codeOf(fmt.Errorf("wrapped: %w", tt.err)); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestCodeOfRun(t *testing.T) {
	t.Parallel()
	for status, want := range map[ledger.RunStatus]int{
		ledger.RunDone: 0, ledger.RunPartly: 6, ledger.RunWaiting: 7, ledger.RunStopped: 5, ledger.RunFailed: 1, "something new": 1,
	} {
		if got := codeOfRun(status); got != want {
			t.Errorf("%s: %d, want %d", status, got, want)
		}
	}
}

// The hint on a used plan has the person's own time.
func TestUsedPlan(t *testing.T) {
	t.Parallel()
	w := &World{Exe: "worker"}
	at := time.Date(2026, 11, 23, 7, 2, 0, 0, time.Local)
	want := "plan p_2c9e was used by anna@host at 07:02 on 23 Nov 2026. Plan again: worker plan JOB"
	if got := w.local(&ledger.UsedError{Plan: "p_2c9e", By: "anna@host", At: at}); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
