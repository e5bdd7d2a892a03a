package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/notifiers"
)

// Checkup is one thing that doctor tried, and what to do if it is wrong.
type Checkup struct {
	Area string    `json:"area"`
	Mark jobs.Mark `json:"mark"` // ✓, ! for what could hurt, ✗ for what must be fixed
	Text string    `json:"text"`
}

// Doctor tries everything that a job needs. It writes nothing to MOCO and
// posts nothing.
func (a *App) Doctor(ctx context.Context) []Checkup {
	var out []Checkup
	for _, look := range []func(context.Context) []Checkup{
		a.lookConfig, a.lookStore, a.lookQueue, a.lookMOCO, a.lookClock, a.lookSlack, a.lookMail, a.lookFiles, a.lookBuckets, a.lookSchedule, a.lookLaw,
	} {
		out = append(out, look(ctx)...)
	}
	return out
}

func fine(area, format string, args ...any) Checkup {
	return Checkup{area, jobs.OK, fmt.Sprintf(format, args...)}
}

func hurts(area, format string, args ...any) Checkup {
	return Checkup{area, jobs.Unclear, fmt.Sprintf(format, args...)}
}

func wrong(area, format string, args ...any) Checkup {
	return Checkup{area, jobs.Bad, fmt.Sprintf(format, args...)}
}

func (a *App) lookConfig(ctx context.Context) []Checkup {
	out := []Checkup{fine("config", "%s: %s", a.Config.Path, a.checked.Counts(a.opt.Env))}
	for _, p := range a.checked.Problems {
		out = append(out, hurts("config", "%s", p.Error()))
	}
	return append(out, a.lookServing(ctx)...)
}

// lookServing compares the files with what a worker has loaded that serves the
// data folder.
func (a *App) lookServing(ctx context.Context) (out []Checkup) {
	serving, err := ServingBy(ctx, a.Config.DataDir)
	if err != nil && !errors.Is(err, ErrNotServed) {
		out = append(out, hurts("config", "%v", err))
	}
	for _, l := range serving {
		switch {
		case l.Failed():
			out = append(out, hurts("config", "%s", a.Stale(l)))
		case l.Hash != a.checked.Hash():
			out = append(out, hurts("config", "the worker that runs has loaded other files than these, at %s: worker reload", a.clock(l.At)))
		}
		if len(l.Restart) > 0 {
			out = append(out, hurts("config", "the worker that runs needs a restart for: %s", strings.Join(l.Restart, ", ")))
		}
	}
	return out
}

// Stale says that a worker goes on by old files.
func (a *App) Stale(l Loaded) string {
	return fmt.Sprintf("the worker that runs goes on with its configuration of %s: the reload at %s failed. worker rules check shows why, worker reload tries again",
		a.clock(l.At), a.clock(l.Tried))
}

func (a *App) clock(t time.Time) string { return t.In(a.Config.Timezone).Format("02 Jan 15:04:05") }

func (a *App) lookStore(ctx context.Context) []Checkup {
	if err := a.Ledger.Writable(ctx); err != nil {
		return []Checkup{wrong("store", "%s: %v", a.DB.Name(), err)}
	}
	out := []Checkup{fine("store", "%s", a.DB.Name())}
	n, err := a.Ledger.Verify(ctx)
	if err == nil {
		err = a.Ledger.VerifyRows(ctx)
	}
	if err != nil {
		out = append(out, wrong("store", "the audit is not whole: %v", err))
	} else {
		out = append(out, fine("store", "audit of %d events is unbroken", n))
	}
	if err := a.DB.QuickCheck(ctx); err != nil {
		out = append(out, wrong("store", "%v", err))
	}
	if open, err := a.Ledger.Findings(ctx); err != nil {
		out = append(out, wrong("store", "%v", err))
	} else if len(open) > 0 {
		out = append(out, hurts("store", "MOCO and our ledger differ in %d points: worker reconcile", len(open)))
	}
	if a.rereading.Load() {
		out = append(out, wrong("store", "%s", olderStore))
	}
	if a.Config.Store.Path != "" {
		out = append(out, hurts("store", "SQLite serves this machine only: losing the disk loses the memory of what was sent. Have `worker backup --to FILE` run daily, onto another disk"))
	}
	return out
}

// lookClock compares every clock that can be asked. MOCO has been asked by now.
func (a *App) lookClock(ctx context.Context) []Checkup {
	zone := a.Config.Timezone.String()
	if _, next := a.opt.Now().In(a.Config.Timezone).ZoneBounds(); !next.IsZero() {
		zone += " · next clock change " + next.Format("Mon 02 Jan 2006")
	}
	out := []Checkup{}
	if conn, err := queue.Parse(a.Config.Redis.URL().Reveal()); err == nil && a.Config.Redis.Kind != configs.RedisEmbedded && a.Config.Redis.Kind != "" {
		a.clocks.watchRedis(conn)
	}
	if err := a.clocks.lookAll(ctx); err != nil {
		out = append(out, wrong("clock", "%v", err))
	}
	off := time.Duration(a.mocoOff.Load()).Round(time.Second)
	switch {
	case a.opt.OwnTime || !a.mocoDate.Load():
		out = append(out, fine("clock", "%s", zone))
	case off.Abs() > maxSkew:
		out = append(out, wrong("clock", "%s · %s off MOCO's Date header: set this machine's clock by NTP", zone, off.Abs()))
	case off == 0:
		out = append(out, fine("clock", "%s · less than a second off MOCO's Date header", zone))
	default:
		out = append(out, fine("clock", "%s · %s off MOCO's Date header", zone, off.Abs()))
	}
	return out
}

func (a *App) lookQueue(ctx context.Context) []Checkup {
	if a.Config.Redis.Embedded() {
		return []Checkup{fine("queue", "embedded: inside `worker serve`, on this machine")}
	}
	conn := queue.Connect(a.Config.Redis.Address).For(a.Config.Moco.Account)
	h, err := queue.Check(ctx, conn)
	if err != nil {
		return []Checkup{wrong("redis", "%v", err)}
	}
	out := []Checkup{fine("redis", "%s  %s", conn, h.Version)}
	if why := h.Unsafe(); why != "" {
		out = append(out, wrong("redis", "%s", why))
	}
	if why := h.Tight(); why != "" {
		out = append(out, hurts("redis", "%s", why))
	}
	return out
}

func (a *App) lookMOCO(ctx context.Context) []Checkup {
	out := []Checkup{}
	began := time.Now()
	switch _, err := a.Read.Session.Get(ctx); {
	case err == nil:
		out = append(out, fine("moco read", "%s, key accepted, %d ms", a.Host(), time.Since(began).Milliseconds()))
	case refused(err):
		out = append(out, wrong("moco read", "%s refused the key: check moco.read_key in MOCO under Settings › Extensions › API & Webhooks", a.Host()))
	default:
		out = append(out, wrong("moco read", "%v", err))
	}
	switch {
	case a.Write == nil:
		out = append(out, hurts("moco write", "no write_key: every job only plans"))
	default:
		if _, err := a.Write.Session.Get(ctx); err != nil {
			out = append(out, wrong("moco write", "%v", err))
		} else {
			out = append(out, fine("moco write", "key accepted · not tried: reminders, mail (doctor never writes)"))
		}
	}
	m := a.Config.Moco
	out = append(out, fine("moco limit", "%d per %s; we use %d, %d stay free for people", m.RateLimit.Requests, m.RateLimit.Window, a.rate().Use(), m.RateLimit.Requests-a.rate().Use()))
	if until, err := a.Pace.BlockedUntil(ctx); err == nil && !until.IsZero() {
		out = append(out, hurts("moco limit", "MOCO asked to wait until %s", until.In(a.Config.Timezone).Format("15:04:05")))
	}
	return out
}

func refused(err error) bool {
	var e *mocoapi.Error
	return errors.As(err, &e) && e.Status == http.StatusUnauthorized
}

func (a *App) lookSlack(ctx context.Context) []Checkup {
	var out []Checkup
	switch {
	case a.Notifier == nil:
		return []Checkup{hurts("slack", "slack.bot_token is not set: nobody is told anything")}
	case a.hook != nil:
		out = append(out, a.lookWebhook(ctx))
	case a.chat == nil:
		out = append(out, hurts("slack", "slack.bot_token is not set: messages go to %s", strings.TrimPrefix(a.mailbox(), notifiers.MailPrefix)))
	default:
		out = append(a.lookChannels(ctx), a.lookButtons(ctx)...)
	}
	if _, err := a.unheard(ctx); err != nil {
		out = append(out, wrong("slack", "%v", err))
	}
	return out
}

// lookWebhook asks whether the webhook is there, and posts nothing.
func (a *App) lookWebhook(ctx context.Context) Checkup {
	if _, err := a.hook.Check(ctx, nil); err != nil {
		return wrong("slack", "%v", err)
	}
	return hurts("slack", "an incoming webhook: all messages go to its one channel; edits and threads become messages of their own, files are not delivered, and nothing can be pressed")
}

func (a *App) lookChannels(ctx context.Context) []Checkup {
	var channels []string
	seen := map[string]bool{}
	for _, c := range namedChannels(a.Config) {
		if !seen[c] && !notifiers.IsMail(c) {
			seen[c] = true
			channels = append(channels, c)
		}
	}
	h, err := a.chat.Check(ctx, channels)
	if err != nil {
		return []Checkup{wrong("slack", "%v", err)}
	}
	out := []Checkup{fine("slack", "workspace %s, bot @%s", h.Team, h.Bot)}
	for _, m := range h.Missing {
		out = append(out, wrong("slack", "%s", m))
	}
	for _, c := range h.Channels {
		if c.Problem != "" {
			out = append(out, wrong("slack", "%s  %s", c.Name, c.Problem))
			continue
		}
		out = append(out, fine("slack", "%s", c.Name))
	}
	return out
}

// namedChannels are all channels that the configuration names.
func namedChannels(cfg *configs.Config) []string {
	out := []string{cfg.Slack.DefaultChannel, cfg.Slack.FallbackChannel}
	for _, r := range cfg.Slack.Routes {
		out = append(out, r.Channel)
	}
	for _, g := range cfg.Approvals {
		out = append(out, g.Channel)
	}
	for _, x := range cfg.Exports {
		for _, to := range x.To {
			out = append(out, to.Channel)
			if to.Mail != "" {
				out = append(out, notifiers.MailPrefix+to.Mail)
			}
		}
	}
	return slices.DeleteFunc(out, func(c string) bool { return c == "" })
}

func (a *App) lookFiles(context.Context) []Checkup {
	out := []Checkup{}
	dirs := []string{a.Config.DataDir}
	for _, x := range a.Config.Exports {
		for _, to := range x.To {
			if to.Dir != "" {
				dirs = append(dirs, to.Dir)
			}
		}
	}
	seen := map[string]bool{}
	for _, dir := range dirs {
		if seen[dir] {
			continue
		}
		seen[dir] = true
		out = append(out, lookDir(dir))
	}
	stop := filepath.Join(a.Config.DataDir, "STOP")
	if _, err := os.Stat(stop); err == nil {
		out = append(out, hurts("files", "%s is there: nothing is written to MOCO until it is removed", stop))
	}
	return out
}

// lookDir tries to write into a folder; one that is missing is made when it is
// needed.
func lookDir(dir string) Checkup {
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return fine("files", "%s will be made", dir)
	}
	f, err := os.CreateTemp(dir, ".doctor-")
	if err != nil {
		return wrong("files", "%s can't be written to: %v", dir, err)
	}
	f.Close()
	os.Remove(f.Name())
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return fine("files", "%s writable", dir)
	}
	free := st.Bavail * uint64(st.Bsize) >> 20
	if free < 200 {
		return hurts("files", "%s writable, only %d MB free", dir, free)
	}
	return fine("files", "%s writable, %d GB free", dir, free>>10)
}

func (a *App) lookSchedule(context.Context) []Checkup {
	now := a.opt.Now()
	out := []Checkup{}
	for _, j := range a.Engine.Jobs {
		if !j.Scheduled {
			continue
		}
		next := j.Schedule.Cron.Next(now, a.Config.Timezone)
		out = append(out, fine("schedule", "next: %s %s", j.Name, next.Format("Mon 02 Jan 15:04")))
		if risk := j.Schedule.Cron.DSTRisk(now, a.Config.Timezone); risk.Any() {
			out = append(out, hurts("schedule", "%s: %s", j.Name, risk))
		}
	}
	return out
}
