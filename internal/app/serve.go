package app

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mocowork/mocowork/internal/ops"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/ledger"
)

const (
	// hands is how many entries a worker has in hand at a time. With two, MOCO
	// is asked while the other one's answer is on its way, and a refused key
	// meets one more request at most.
	hands = 2
	// runners is how many runs and requests a worker carries through at a time,
	// beside its helping hands.
	runners = 4
)

// drain is how long a stopping worker waits for the write in hand.
const drain = 25 * time.Second

// RefusedError says why a worker does not start: another one serves the same
// data folder, Redis might lose work, the store can't be relied on, or clocks
// disagree.
type RefusedError struct{ Reason string }

// Error is the reason.
func (e *RefusedError) Error() string { return e.Reason }

// Server works the queue and the schedules until it is stopped.
type Server struct {
	// loaded is the configuration that counts from the next run on.
	loaded   atomic.Pointer[App]
	reloads  reloads
	control  *control
	lock     *os.File
	embedded *queue.Embedded
	queue    *queue.Server
	alarm    *jobs.Alarm
	stopping context.Context
	stop     context.CancelFunc
	swept    chan struct{}
	wake     chan struct{} // for the teller
	told     chan struct{} // closed when the teller has stopped
	// reconciled is closed when the daily reconciliation has come to rest.
	reconciled chan struct{}
	// reconcileAgain is when one that failed is tried again; zero for never.
	reconcileAgain time.Time
	// background are goroutines that end with stopping.
	background sync.WaitGroup
	round      atomic.Int64  // when the sweeper last came round, in unix nanoseconds
	running    sync.Map      // ids of runs that a task of this process works on
	mute       sync.Map      // ids of unreadable entries that people were told of
	helping    chan struct{} // one for each task of this process that helps with a run
	calling    sync.Mutex    // held while others are called to help
	conn       queue.Connection
	desk       *desk
	ops        *ops.Server // nil without metrics.listen
	since      time.Time   // when this worker began to watch for missed jobs
	trouble    watched
	watched    time.Time // when the sweeper last looked how things stand
	log        *slog.Logger
}

// app is the installation as the configuration that was loaded last makes it.
// Whoever carries something through asks once, and keeps it to the end.
func (s *Server) app() *App { return s.loaded.Load() }

// Serve starts to work. The error is a *RefusedError, or says what can't be
// reached. Stop the Server.
func (a *App) Serve(ctx context.Context) (*Server, error) {
	a.serving = true
	s := &Server{
		swept: make(chan struct{}), wake: make(chan struct{}, 1), told: make(chan struct{}), reconciled: make(chan struct{}), log: a.opt.Logger,
		helping: make(chan struct{}, hands),
	}
	s.desk = newDesk(s)
	a.Engine.Hands = make(chan struct{}, hands)
	if !a.opt.OwnTime {
		// A demo sends its letters one after the other, for people to follow.
		a.Engine.Others = s.callOthers
	}
	s.loaded.Store(a)
	s.since = a.opt.Now()
	s.stopping, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	if err := s.start(ctx); err != nil {
		s.stop()
		s.release()
		return nil, err
	}
	return s, nil
}

func (s *Server) start(ctx context.Context) error {
	// Commands wait until everything runs.
	s.reloads.alone.Lock()
	defer s.reloads.alone.Unlock()
	if err := s.claimFolder(); err != nil {
		return err
	}
	conn, err := s.connect(ctx)
	if err != nil {
		return err
	}
	s.conn = conn
	if err := s.fit(ctx); err != nil {
		return err
	}
	if err := s.tidy(ctx); err != nil {
		return err
	}
	if err := s.listen(); err != nil {
		return err
	}
	s.noteLoaded(s.app().loaded())
	s.tellReloadsAgain(ctx)
	if err := s.openControl(); err != nil {
		return err
	}
	s.queue = queue.NewServer(conn, queue.Options{
		Concurrency: runners + hands, Drain: drain, Logger: s.log, Store: s.app().Engine.Mark, Point: s.app().opt.Point,
	})
	if err := s.queue.Start(work{s}); err != nil {
		s.queue.Stop()
		s.queue = nil
		return fmt.Errorf("queue: %w", err)
	}
	s.round.Store(time.Now().UnixNano())
	go s.teller()
	s.background.Go(s.keepTrust)
	s.background.Go(s.keepHolds)
	s.background.Go(s.desk.open)
	go s.sweep()
	go s.reconcile()
	if s.embedded == nil {
		s.background.Go(s.watchQueue)
	}
	s.alarm, err = jobs.StartAlarm(s.app().Engine, s.due)
	if err != nil {
		s.halt()
	}
	return err
}

// connect finds the queue: the embedded one, or a Redis that keeps what it is
// given.
func (s *Server) connect(ctx context.Context) (queue.Connection, error) {
	cfg := s.app().Config
	if cfg.Redis.Embedded() {
		e, conn, err := queue.StartEmbedded(cfg.DataDir)
		s.embedded = e
		return conn.For(cfg.Moco.Account), err
	}
	conn := queue.Connect(cfg.Redis.Address).For(cfg.Moco.Account)
	h, err := queue.Check(ctx, conn)
	if err != nil {
		return conn, fmt.Errorf("%w: %w", queue.ErrUnreachable, err)
	}
	if why := h.Unsafe(); why != "" {
		return conn, &RefusedError{Reason: "redis " + conn.String() + ": " + why}
	}
	s.app().clocks.watchRedis(conn)
	return conn, nil
}

// Queue says which queue is used, in words.
func (s *Server) Queue() string {
	if s.embedded != nil {
		return "embedded queue"
	}
	return "redis " + s.app().Config.Redis.URL().String()
}

// Stop takes nothing new, lets the write in hand end, and returns when
// everything has come to rest, after 30 s at the latest.
func (s *Server) Stop() {
	s.stop() // no reload starts another alarm clock any more
	s.reloads.alone.Lock()
	defer s.reloads.alone.Unlock()
	if s.alarm != nil {
		if err := s.alarm.Stop(); err != nil {
			s.log.Warn("the alarm clock did not stop", "error", err)
		}
	}
	s.halt()
	s.release()
}

// halt tells running work to stop and waits for the sweeper and the
// reconciliation.
func (s *Server) halt() {
	s.stop()
	<-s.swept
	<-s.reconciled
}

func (s *Server) release() {
	s.background.Wait()
	if s.control != nil {
		if err := s.control.close(); err != nil {
			s.log.Warn("commands", "error", err)
		}
	}
	if s.ops != nil {
		if err := s.ops.Close(); err != nil {
			s.log.Warn("metrics.listen", "error", err)
		}
	}
	if s.queue != nil {
		s.queue.Stop()
	}
	if s.embedded != nil {
		s.embedded.Close()
	}
	if s.lock != nil {
		os.Remove(s.lock.Name())
		s.lock.Close()
	}
}

// due is called by the alarm clock.
func (s *Server) due(job string) {
	a := s.app()
	if err := a.clocks.look(s.stopping); err != nil {
		return // no tick is due by a clock that is wrong; the sweeper tells
	}
	runs, err := a.Engine.Due(s.stopping, job)
	if err != nil && s.stopping.Err() == nil {
		s.log.Error("schedule", "job", job, "error", err)
	}
	if err := a.tellMissed(s.stopping, job); err != nil && s.stopping.Err() == nil {
		s.log.Error("missed runs of a schedule can't be told", "job", job, "error", err)
	}
	for _, r := range runs {
		s.log.Info("schedule is due", "job", job, "run", r.ID, "tick", r.Tick)
		if err := s.queue.WakeRun(s.stopping, r.ID); err != nil {
			s.log.Warn("queue", "run", r.ID, "error", err)
		}
	}
}

// sweep asks the ledger at intervals what is left to do, and puts it on the
// queue again: whatever Redis forgot comes back.
func (s *Server) sweep() {
	defer func() {
		<-s.told
		close(s.swept)
	}()
	tick := time.NewTicker(s.app().Config.Sweep)
	defer tick.Stop()
	for {
		if err := s.sweepOnce(s.stopping); err == nil {
			s.cameRound()
		} else if s.stopping.Err() == nil {
			s.log.Warn("sweep", "error", err)
		}
		if err := s.desk.resume(s.stopping); err != nil && s.stopping.Err() == nil {
			s.log.Warn("presses", "error", err)
		}
		if err := s.watch(s.stopping); err != nil && s.stopping.Err() == nil {
			s.log.Warn("watch", "error", err)
		}
		s.wakeTeller()
		select {
		case <-s.stopping.Done():
			return
		case <-tick.C:
		}
	}
}

func (s *Server) sweepOnce(ctx context.Context) error {
	if err := s.app().releaseDead(ctx); err != nil {
		return err
	}
	if err := s.mendQueue(ctx); err != nil {
		return err
	}
	runs, err := s.app().Engine.Unfinished(ctx)
	if err != nil {
		return err
	}
	terminal := map[string]bool{}
	for _, r := range runs {
		// A person's own run is carried through in his terminal, unless that
		// has vanished.
		if r.InTerminal() && !s.orphaned(ctx, r) {
			terminal[r.ID] = true
			continue
		}
		if err := s.queue.WakeRun(ctx, r.ID); err != nil {
			return err
		}
	}
	due, err := s.app().Ledger.Entries(ctx, ledger.Filter{Due: true, Limit: 1000})
	if err != nil {
		return err
	}
	woken := map[string]int{}
	for _, e := range due {
		if e.Unreadable != nil {
			s.unreadable(ctx, e)
			continue
		}
		if woken[e.Run]++; terminal[e.Run] || woken[e.Run] > jobs.Hints {
			continue
		}
		if err := s.queue.WakeEntry(ctx, e.ID, e.Fence, e.Attempts); err != nil {
			return err
		}
	}
	return nil
}

// unreadable tells people of an entry that this version can't read, once in
// the life of a worker: a newer version may be on its way.
func (s *Server) unreadable(ctx context.Context, e ledger.Entry) {
	if _, told := s.mute.LoadOrStore(e.ID, true); told {
		return
	}
	s.log.Error("entry can't be read", "entry", e.ID, "error", e.Unreadable)
	n := s.app().ofEntry(e).Notify
	if err := s.app().Ledger.MustTell(ctx, ledger.Untold{ID: "unreadable " + e.ID, Title: n.Title, Text: n.Text}); err != nil {
		s.log.Warn("entry can't be read", "entry", e.ID, "error", err)
	}
}

// callOthers puts entries on the queue for workers that have nothing to do. It
// does not wait: whatever is wrong with the queue, the run's own worker carries
// them out.
func (s *Server) callOthers(_ context.Context, left []ledger.Entry) {
	if !s.calling.TryLock() {
		return // the last call is still on its way
	}
	go func() {
		defer s.calling.Unlock()
		for _, e := range left {
			if err := s.queue.WakeEntry(s.stopping, e.ID, e.Fence, e.Attempts); err != nil {
				s.log.Debug("nobody is called to help", "entry", e.ID, "error", err)
				return
			}
		}
	}()
}

// orphaned reports whether nobody works on a run any more.
func (s *Server) orphaned(ctx context.Context, r ledger.Run) bool {
	free, err := s.app().Ledger.RunFree(ctx, r.ID)
	return err == nil && free
}
