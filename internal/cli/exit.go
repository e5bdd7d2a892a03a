package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"

	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi"
)

// The exit codes. New ones may come; an unknown code is a failure.
const (
	ExitOK          = 0
	ExitFailed      = 1
	ExitUsage       = 2
	ExitConfig      = 3
	ExitAuth        = 4
	ExitLimit       = 5
	ExitPartly      = 6
	ExitWaiting     = 7
	ExitUsed        = 8
	ExitActions     = 10
	ExitUnreachable = 75
	ExitStopped     = 130
)

// exit ends a command with a code. Without an error there is nothing left to
// say: the command has said it.
type exit struct {
	code int
	err  error
}

func (e *exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

// codeOf is the exit code of an error.
func codeOf(err error) int {
	var (
		e        *exit
		refused  *app.RefusedError
		expired  *jobs.ExpiredError
		used     *ledger.UsedError
		notYet   *jobs.NotApprovedError
		stranger *jobs.NotApproverError
		self     *jobs.SelfApprovalError
		voted    *jobs.VotedError
		stale    *jobs.StaleError
		limit    *jobs.LimitError
		unknown  *jobs.UnknownJobError
		moco     *mocoapi.Error
		setting  *jobs.SettingsError
	)
	switch {
	case errors.As(err, &e):
		return e.code
	case errors.As(err, &refused), errors.Is(err, queue.ErrSettings):
		return ExitConfig
	case errors.As(err, &expired), errors.As(err, &used), errors.As(err, &stale):
		return ExitUsed
	case errors.As(err, &limit):
		return ExitLimit
	case errors.As(err, &notYet), errors.As(err, &stranger), errors.As(err, &self), errors.As(err, &voted):
		return ExitWaiting
	case errors.As(err, &unknown), errors.As(err, &setting):
		return ExitUsage
	case fault.KindOf(err) == fault.Auth, errors.As(err, &moco) && moco.Status == http.StatusForbidden:
		return ExitAuth
	case errors.Is(err, context.Canceled):
		return ExitStopped
	case errors.Is(err, queue.ErrUnreachable) && queue.Refused(err):
		return ExitAuth
	case errors.Is(err, queue.ErrUnreachable), errors.Is(err, queue.ErrNoWorker):
		return ExitUnreachable
	case fault.KindOf(err) == fault.Temporary, fault.KindOf(err) == fault.Throttled, unreachable(err):
		return ExitUnreachable
	}
	return ExitFailed
}

// unreachable reports whether somebody on the network did not answer. net.Error
// would not do: a full disk's error has its methods too.
func unreachable(err error) bool {
	var (
		op  *net.OpError
		dns *net.DNSError
		url *url.Error
	)
	return errors.As(err, &op) || errors.As(err, &dns) || errors.As(err, &url) || errors.Is(err, context.DeadlineExceeded)
}

// codeOfRun is the exit code of a run as it stands.
func codeOfRun(s ledger.RunStatus) int {
	switch s {
	case ledger.RunDone:
		return ExitOK
	case ledger.RunPartly:
		return ExitPartly
	case ledger.RunWaiting:
		return ExitWaiting
	case ledger.RunStopped:
		return ExitLimit
	}
	return ExitFailed
}

// local gives an error its local times and its next command.
func (w *World) local(err error) string {
	var used *ledger.UsedError
	if errors.As(err, &used) {
		return fmt.Sprintf("%v at %s. Plan again: %s plan JOB", used, used.At.Local().Format("15:04 on 02 Jan 2006"), w.Exe)
	}
	return err.Error()
}
