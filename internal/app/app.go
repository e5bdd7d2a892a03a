package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/exporters"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/ops"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mirror"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
)

// App is an opened installation as one version of its configuration makes it:
// everything that a job needs, ready to use. What a reload brings is another
// App on the same standing parts, so that a run which has begun keeps what it
// began with.
type App struct {
	*standing
	Config   *configs.Config
	Notifier notifiers.Notifier
	Engine   *jobs.Engine
	// Messages says what is told, and edits what was.
	Messages *actions.Env

	opt     Options
	checked *Checked
	brake   *brake
	chat    *notifiers.Slack   // nil without a token
	hook    *notifiers.Webhook // nil with a token, and without a webhook
	mail    notifiers.Notifier // nil without a server
	env     *actions.Env
}

// standing is what lasts from one configuration to the next: the store, the
// ways to MOCO, and what this process knows about both.
type standing struct {
	DB     *db.DB
	Ledger *ledger.Ledger
	Mirror *mirror.Mirror
	Pace   *ledger.Pace
	Read   *mocoapi.Reader // has no method that writes
	Write  *mocoapi.Client // nil without a write key
	// Requests counts the requests to MOCO of this process.
	Requests atomic.Int64

	refused refusedKey
	proc    *process
	keeper  *keeper
	clocks  *clocks // nil where Now is a time of its own
	// rereading says that the store is older than it was, until MOCO's
	// reminders were read again; older, that people are still to be told.
	rereading, older atomic.Bool
	// restored says that such a store is to be compared with MOCO.
	restored    atomic.Bool
	rereadAlone sync.Mutex
	// mocoOff is how far this machine's clock was ahead of MOCO's at the last
	// answer, in nanoseconds; mocoDate, that MOCO has said.
	mocoOff  atomic.Int64
	mocoDate atomic.Bool
	metrics  *ops.Metrics // nil without metrics.listen
	serving  bool         // and not in somebody's terminal
	jobs     sync.Map     // names of jobs by run, for the log
}

// Open reads the configuration, opens the store and puts the parts together.
// It asks nothing of MOCO or Slack. The error is a *ConfigError, or says what
// can't be opened. Close the App.
func Open(ctx context.Context, o Options) (*App, error) {
	o = o.withDefaults()
	checked, err := Check(o.ConfigPath, o.Env)
	if err != nil {
		return nil, err
	}
	problems := checked.Config.CheckSecrets(o.Env)
	if problems.HasErrors() {
		return nil, newConfigError(problems, checked.Docs)
	}
	checked.Problems = append(checked.Problems, problems...)
	checked.Warn(o.Stderr)
	a := newApp(&standing{}, o, checked)
	if err := a.open(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// newApp is an App that is still to be opened.
func newApp(st *standing, o Options, c *Checked) *App {
	return &App{standing: st, Config: c.Config, opt: o, checked: c, brake: newBrake(o, c)}
}

func (a *App) open(ctx context.Context) error {
	for _, step := range []func(context.Context) error{a.openStore, a.openClocks, a.openClients, a.openNotifier, a.openEngine} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) openStore(ctx context.Context) error {
	if err := os.MkdirAll(a.Config.DataDir, 0o700); err != nil {
		return &RefusedError{Reason: "data_dir: " + err.Error()}
	}
	var err error
	if a.proc, err = newProcess(a.Config.DataDir); err != nil {
		return &RefusedError{Reason: err.Error()}
	}
	if err := a.openMarked(ctx); err != nil {
		return err
	}
	if err := a.DB.Migrate(ctx); err != nil {
		return refusal(err)
	}
	a.Ledger = ledger.New(a.DB, ledger.Options{
		Account: a.Config.Moco.Account, Owner: a.proc.owner, Lease: a.Config.Lease, Changed: a.keeper.changed,
	})
	if err := a.checkMark(ctx); err != nil {
		return err
	}
	a.Mirror = mirror.New(a.DB, a.Config.Moco.Account)
	return a.releaseDead(ctx)
}

// releaseDead takes from processes that are known to be gone what they held,
// before their leases run out. A SQLite file is used by this machine only, so
// whoever does not live here lives nowhere; elsewhere only this host's
// processes of this folder are known.
func (a *App) releaseDead(ctx context.Context) error {
	gone := a.proc.vanished()
	alive := a.proc.alive
	if a.DB.Dialect != db.SQLite {
		alive = func(owner string) bool { return !slices.Contains(gone, owner) || !a.proc.here(owner) }
	}
	if _, err := a.Ledger.ReleaseDead(ctx, alive); err != nil {
		return err
	}
	a.proc.bury(gone)
	return nil
}

func (a *App) storeURL() string {
	if a.Config.Store.Path != "" {
		return "sqlite:" + a.Config.Store.Path
	}
	return a.Config.Store.URL.Reveal()
}

func (a *App) openClients(context.Context) error {
	m := a.Config.Moco
	a.Pace = ledger.NewPace(a.Ledger, a.rate(), a.opt.OnWait)
	a.openMetrics()
	var err error
	if a.Read, err = mocoapi.NewReader(a.client(m.ReadKey, pulling{a.Pace}, a.countRequest)); err != nil {
		return err
	}
	if m.WriteKey.IsSet(a.opt.Env) {
		a.Write, err = mocoapi.New(a.client(m.WriteKey, writing{a.Pace, a.Ledger, a.refused.error}, a.countWriting))
	}
	return err
}

// rate is the budget of requests that the configuration gives us.
func (a *App) rate() ledger.Rate {
	m := a.Config.Moco
	return ledger.Rate{Limit: m.RateLimit.Requests, Window: m.RateLimit.Window, KeepFree: float64(m.KeepFree) / 100}
}

// client says how to talk to MOCO with a key.
func (a *App) client(key configs.Secret, p mocoapi.Pacer, count func(mocoapi.RequestInfo)) mocoapi.Options {
	return mocoapi.Options{
		Account: a.Config.Moco.Account, BaseURL: a.Config.Moco.BaseURL, Logger: a.opt.Logger, Pacer: p,
		Key:       func() (string, error) { return key.Resolve(a.opt.Env) },
		Keys:      a.mocoKeys,
		OnRequest: count,
	}
}

// mocoKeys are both keys of the account, as far as they can be read.
func (a *App) mocoKeys() (out []string) {
	for _, s := range []configs.Secret{a.Config.Moco.ReadKey, a.Config.Moco.WriteKey} {
		if key, err := s.Resolve(a.opt.Env); err == nil {
			out = append(out, key)
		}
	}
	return out
}

// CanWrite says whether there is a way to write to MOCO at all, and if not,
// why.
func (a *App) CanWrite() (bool, string) {
	if a.Write == nil {
		return false, "there is no moco.write_key"
	}
	return true, ""
}

func (a *App) openEngine(ctx context.Context) error {
	cfg := a.Config
	mark, err := a.Ledger.Mark(ctx)
	if err != nil {
		return err
	}
	e := &jobs.Engine{
		Account: cfg.Moco.Account, Mark: mark, Zone: cfg.Timezone, Now: a.opt.Now, Calendar: cfg.Calendar, Mirror: a.Mirror, Source: a.Read,
		Ledger: a.Ledger, CanWrite: a.CanWrite, Report: a.opt.Report, Policy: a.policy(), Failed: a.tellFailure, Rules: a.rules,
		After: a.after, Before: a.reread, Brake: a.brakeOf, Lapsed: a.tellLapsed, HoldEnds: a.tellHoldEnds, Point: a.opt.Point, Refused: a.refused.since,
	}
	if a.chat != nil {
		e.Directory = a.chat
	}
	again := &jobs.Again{Engine: e, Load: a.loadTexts}
	env := &actions.Env{
		Account: cfg.Moco.Account, Decide: again.Decide, Mirror: a.Mirror, Ledger: a.Ledger, Files: a.Ledger, Told: a.Ledger, Today: e.Today, Delivery: a.delivery(),
		Temp: a.proc.temp(a.proc.owner), Watch: a.watch, Table: e.TableOf, PDF: a.Read.Invoices.PDF,
	}
	if a.Write != nil {
		env.MOCO = mocoapi.Billing{Client: a.Write}
	}
	e.Late = env.Late
	a.env, e.Requests = env, a.showRequests
	e.Runner = &actions.Runner{
		Ledger: a.Ledger, Pace: a.Pace, Handlers: actions.Handlers(env), Settle: cfg.Settle, MayWrite: a.mayWrite, Point: a.opt.Point,
		Changed: a.logStep, Panicked: a.logPanic,
		Off: func(ctx context.Context, x ledger.Entry) bool { return e.JobOff(ctx, x.Run) },
	}
	for _, x := range cfg.Exports {
		e.Exports = append(e.Exports, a.checked.exportOf(x))
	}
	for _, j := range cfg.Jobs {
		e.Jobs = append(e.Jobs, a.job(j))
	}
	a.Engine, a.Messages = e, env
	return nil
}

// rules gives the compiled rules of a job.
func (a *App) rules(job string) (jobs.Rules, error) {
	set := a.checked.Sets[job]
	if set == nil {
		return jobs.Rules{}, fmt.Errorf("job %s has no rules", job)
	}
	out := jobs.Rules{Set: set}
	for _, f := range set.Files() {
		body, _ := set.Source(f.Hash)
		out.Texts = append(out.Texts, ledger.RuleText{Hash: f.Hash, Name: f.Name, Body: string(body), Letters: f.Letters})
	}
	return out, nil
}

// loadTexts compiles rule files as a plan used them.
func (a *App) loadTexts(texts []ledger.RuleText) (*rules.Set, error) {
	files, o := jobs.Kept(texts)
	set, problems, docs := rules.Load(files, o)
	if set == nil {
		return nil, newConfigError(problems, docs)
	}
	return set, nil
}

func (a *App) delivery() actions.Delivery {
	shown, keep := map[string]actions.Shown{}, map[string]exporters.Age{}
	for _, x := range a.Config.Exports {
		keep[x.Name] = exporters.Age(x.Keep)
		shown[x.Name] = actions.Shown{People: exporters.People(x.People), Sick: x.IncludeSick, Target: x.Target}
	}
	return actions.Delivery{
		Shown: shown, Keep: keep, Bucket: a.bucket,
		Notifier: a.Notifier, Router: a.router(), Language: a.Config.Language(), MOCO: a.MOCOAddress(), Version: a.opt.Version,
		Now:   func() time.Time { return a.opt.Now().In(a.Config.Timezone) },
		Quiet: a.quietEnds, DigestAt: a.digestAt(), Unchanged: a.unchanged(), Group: a.grouping(),
	}
}

// MOCOAddress is where links for people lead: always MOCO itself, also when
// the API is a simulator's.
func (a *App) MOCOAddress() string { return "https://" + a.Config.Moco.Account + ".mocoapp.com" }

// Host is the account's address for headlines.
func (a *App) Host() string { return strings.TrimPrefix(a.MOCOAddress(), "https://") }

// Close closes everything. It is safe on a half-opened App.
func (a *App) Close() error {
	var errs []error
	if a.Read != nil {
		a.Read.Close()
	}
	if a.Write != nil {
		a.Write.Close()
	}
	if a.Ledger != nil {
		if err := a.keeper.close(); err != nil {
			a.opt.Logger.Warn("how far the store had come can't be noted", "file", a.keeper.path, "error", err)
		}
	}
	if a.DB != nil {
		errs = append(errs, a.DB.Close())
	}
	if a.proc != nil {
		a.proc.close()
	}
	return errors.Join(errs...)
}

// exportOf turns a configured export into one that jobs know.
func (c *Checked) exportOf(x configs.Export) jobs.Export {
	out := jobs.Export{Name: x.Name, Template: x.Template, Table: c.Tables[x.Name], Settings: settingsOf(x)}
	switch t, err := exporters.TemplateOf(x.Template); {
	case out.Table != nil:
		out.Template, out.Needs = exporters.Custom, out.Table.Needs()
	case err == nil:
		out.Needs, out.AsOf = t.Reports, t.AsOf
		if t.YearBefore {
			out.Before = t.Reports
		}
	}
	for _, to := range x.To {
		switch {
		case to.Dir != "":
			out.To = append(out.To, actions.DirPrefix+to.Dir)
		case to.Bucket != "":
			out.To = append(out.To, to.Bucket)
		case to.Mail != "":
			out.To = append(out.To, notifiers.MailPrefix+to.Mail)
		case to.Channel != "":
			out.To = append(out.To, to.Channel)
		}
	}
	out.File = func(today billing.Date, period billing.Period, job string) (string, error) {
		return exporters.FileName(x.File, exporters.Vars{AsOf: today, Period: period.Name(), Job: job})
	}
	return out
}

// job turns a configured job into one that can run.
func (a *App) job(j configs.Job) jobs.Job {
	cfg := a.Config
	out := jobs.Job{
		Name: j.Name, Description: j.Description, Pull: j.Pull, Period: j.Period, Exports: j.Exports, LateChanges: j.LateChanges, Write: plan.Write(j.Write), Timeout: j.Timeout,
		Scheduled: !j.Schedule.Cron.IsZero(), IfMissed: j.Schedule.IfMissed, OnExceed: jobs.OnExceed(cfg.Limits.OnExceed),
		Bounds: bounds(cfg.Limits),
	}
	out.Schedule.Cron, out.Schedule.Loc = j.Schedule.Cron, cfg.Timezone
	out.Schedule.Calendar, out.Schedule.OnHoliday = cfg.Calendar, j.Schedule.OnHoliday
	return out
}

// glance is how many letters can be looked through at a glance: limits that
// nobody has set hold for more than that only.
const glance = 10

// manyChanges is how many tags, comments and statuses a run may write before it
// is asked whether a rule matches everything by mistake.
const manyChanges = 50

// bounds are the limits of a plan. Where the configuration does not say
// otherwise, a fifth of the open invoices is a limit, and five times the usual
// number of a day.
func bounds(l configs.Limits) plan.Bounds {
	b := plan.Bounds{
		RemindersPerRun: l.RemindersPerRun, RemindersPerCustomerPerDay: l.RemindersPerCustomerPerDay,
		ShareOfOpenInvoices: l.ShareOfOpenInvoices, TimesUsual: l.TimesUsual, ChangesPerRun: l.ChangesPerRun, ChangesFrom: manyChanges, ChangesShare: 20,
	}
	if b.ShareOfOpenInvoices == 0 {
		b.ShareOfOpenInvoices, b.ShareFrom = 20, glance
	}
	if b.TimesUsual == 0 {
		b.TimesUsual, b.TimesFrom = 5, glance
	}
	return b
}

func (a *App) policy() jobs.Policy {
	cfg := a.Config
	p := jobs.Policy{
		Language: cfg.Language(), TreatCreatedAsSent: cfg.TreatCreatedAsSent, DunFrom: cfg.DunFrom, RedirectMailTo: cfg.RedirectMailTo, Legal: cfg.Legal,
		PlanExpires: cfg.PlanExpires, RepeatAfter: days(cfg.Slack.RepeatAfter), Groups: map[string]jobs.Group{}, ApproveBy: cfg.ApproveBy, People: cfg.People,
	}
	p.NoMessages = a.Notifier == nil
	if a.Notifier != nil {
		p.DigestChannel = a.defaultChannel()
	}
	for _, g := range cfg.Approvals {
		p.Groups[g.Name] = jobs.Group{
			Channel: g.Channel, Approvers: g.Approvers, Required: g.Required, SelfApproval: g.SelfApproval, Expires: g.Expires,
			SecondPersonFrom: g.SecondPersonFrom,
		}
	}
	return p
}
