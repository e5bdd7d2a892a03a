// Package cli has the verbs of worker: it turns arguments into calls, results
// into words, and errors into exit codes. stdout is the answer, stderr the
// talk.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/user"
	"runtime/debug"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"github.com/mattn/go-isatty"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/queue"
)

// World is everything outside that a command touches.
type World struct {
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	Env    configs.Env
	Now    func() time.Time
	// Terminal says that a person watches stderr and may be asked on stdin.
	Terminal bool
	// Exe is the name of the program, for hints.
	Exe string
}

// OS is the real world of a process.
func OS() *World {
	queue.Silence()
	configs.NoCoreFiles()
	return &World{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Env: configs.OS(time.Now()), Now: time.Now, Exe: "worker",
		Terminal: isatty.IsTerminal(os.Stderr.Fd()) && isatty.IsTerminal(os.Stdin.Fd()),
	}
}

// flags are those that every command takes.
type flags struct {
	Config  once `short:"c" placeholder:"FILE" help:"The configuration. Default: ./worker.yaml, then $$XDG_CONFIG_HOME/mocowork, then /etc/mocowork."`
	JSON    bool `name:"json" help:"One JSON object a line on stdout."`
	Quiet   bool `short:"q" help:"Only errors."`
	Verbose bool `short:"v" help:"Also each request."`
	NoColor bool `name:"no-color" help:"No colours. Also: NO_COLOR=1."`
}

// commands are all verbs, in the order of the help.
type commands struct {
	flags

	Demo    demoCmd    `cmd:"" group:"start" help:"Run everything on made-up data: no Redis, no MOCO, no Slack."`
	Sandbox sandboxCmd `cmd:"" group:"start" help:"Serve a simulated MOCO account, to try rules and programs against."`
	Init    initCmd    `cmd:"" group:"start" help:"Write a commented config and first rules."`
	Doctor  doctorCmd  `cmd:"" group:"start" help:"Check MOCO, Redis, Slack, mail, clock, files and buckets. Writes nothing to MOCO."`

	Rules rulesCmd `cmd:"" group:"rules" help:"Check rule files; explain one invoice; list what a rule can ask about."`

	Plan    planCmd    `cmd:"" group:"run" help:"Show what a job would do, and save it. Sends nothing. 'plan show ID' shows a saved one."`
	Apply   applyCmd   `cmd:"" group:"run" help:"Do exactly what a saved plan says."`
	Approve approveCmd `cmd:"" group:"run" help:"Release a plan's letters, all or some, or reject them."`
	Run     runCmd     `cmd:"" group:"run" help:"Plan and apply one job now, in this terminal."`

	Backfill backfillCmd `cmd:"" group:"run" help:"Make a job's files of past periods. Sends nothing to customers."`

	Export exportCmd `cmd:"" group:"run" help:"Make a workbook or another file of worker.yaml now. Without a name: what there is."`

	Serve serveCmd `cmd:"" group:"run" help:"Work the queue and the schedule until stopped."`

	Reload reloadCmd `cmd:"" group:"run" help:"Have the worker that serves here read worker.yaml and the rule files again."`

	Runs      runsCmd      `cmd:"" group:"look" help:"List runs. 'runs show ID' shows one; 'runs settle ID' asks MOCO again about what is unclear."`
	Actions   actionsCmd   `cmd:"" group:"look" help:"What is open or needs a person; settle what is in review."`
	Reconcile reconcileCmd `cmd:"" group:"look" help:"Compare the reminders in MOCO with our ledger, both ways. Writes nothing to MOCO."`
	Hold      holdCmd      `cmd:"" group:"look" help:"Keep reminders back, for a reason and a time (Mahnsperre); list and end that."`
	Level     levelCmd     `cmd:"" group:"look" help:"Settle a difference between our ledger and MOCO about a reminder level."`
	Period    periodCmd    `cmd:"" group:"look" help:"Files that were delivered for a period: what has changed since; close a period, open it."`
	Exports   exportsCmd   `cmd:"" group:"look" help:"Delivered files: 'exports verify' compares them with their manifest."`
	Slack     slackCmd     `cmd:"" group:"look" help:"Show messages as they would look, and where they go. Sends nothing."`
	Audit     auditCmd     `cmd:"" group:"look" help:"What was written, when, why, and who allowed it."`

	Backup      backupCmd      `cmd:"" group:"other" help:"Copy the store into a file, while work goes on, and prove the copy."`
	Healthcheck healthcheckCmd `cmd:"" group:"other" help:"Ask the worker that serves this configuration whether it can work: 0 or 1."`

	ConfigShow configCmd  `cmd:"" name:"config" group:"other" help:"Show the configuration as understood, without secrets."`
	HelpTopic  helpCmd    `cmd:"" name:"help" group:"other" help:"Help on a topic: exit-codes, environment, money, reload."`
	Version    versionCmd `cmd:"" group:"other" help:"What a bug report needs."`
}

const description = "Chase invoices, fill workbooks and tell Slack, by rules you can read."

var groups = []kong.Group{
	{Key: "start", Title: "START HERE"}, {Key: "rules", Title: "RULES"}, {Key: "run", Title: "RUN"}, {Key: "look", Title: "LOOK"}, {Key: "other", Title: "OTHER"},
}

// Main runs worker with its arguments and returns the exit code.
func Main(ctx context.Context, w *World, args []string) int {
	var c commands
	code := -1
	out := &answer{Writer: w.Stdout}
	w.Stdout = out
	parser, err := kong.New(&c, kong.Name(w.Exe), kong.Description(description), kong.Writers(w.Stdout, w.Stderr),
		kong.Exit(func(n int) { code = n }), kong.ExplicitGroups(groups), kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(w, &c.flags))
	if err != nil {
		return w.fail(err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	k, err := parser.Parse(args)
	switch {
	case code >= 0:
	case err != nil:
		code = w.usage(err)
	default:
		code = w.fail(k.Run())
	}
	return w.answered(out, code)
}

// once is a flag that may be given once only: with two files, nobody could
// tell which one counts.
type once string

// Decode takes the flag's value.
func (o *once) Decode(ctx *kong.DecodeContext) error {
	var text string
	if err := ctx.Scan.PopValueInto("value", &text); err != nil {
		return err
	}
	if *o != "" {
		return fmt.Errorf("given twice, as %q and %q", string(*o), text)
	}
	*o = once(text)
	return nil
}

// answer is stdout, and the first error that it gave.
type answer struct {
	io.Writer
	err error
}

// Write goes on after an error: the work must not end because nobody reads.
func (a *answer) Write(p []byte) (int, error) {
	if _, err := a.Writer.Write(p); err != nil && a.err == nil {
		a.err = err
	}
	return len(p), nil
}

// answered makes a command that could not give its answer a failed one.
func (w *World) answered(out *answer, code int) int {
	if out.err == nil || code != ExitOK {
		return code
	}
	return w.fail(fmt.Errorf("the answer can't be written: %w", out.err))
}

// usage reports wrong use.
func (w *World) usage(err error) int {
	fmt.Fprintf(w.Stderr, "error: %v\n       %s --help shows the commands\n", err, w.Exe)
	return ExitUsage
}

// fail prints an error, if there is one to print, and gives the exit code.
func (w *World) fail(err error) int {
	if err == nil {
		return ExitOK
	}
	var e *exit
	if errors.As(err, &e) && e.err == nil {
		return e.code
	}
	var bad *app.ConfigError
	if errors.As(err, &bad) {
		// Its text has the form that editors and CI annotate.
		fmt.Fprintln(w.Stderr, bad)
		return ExitConfig
	}
	fmt.Fprintf(w.Stderr, "error: %s\n", w.local(err))
	return codeOf(err)
}

// who is the person at the terminal, "anna@host".
func (w *World) who() string {
	name := "unknown"
	if u, err := user.Current(); err == nil && u.Username != "" {
		name = u.Username
	}
	host, err := os.Hostname()
	if err != nil {
		host = "localhost"
	}
	return name + "@" + host
}

// open opens the installation for a command.
func (f *flags) open(ctx context.Context, w *World, p *progress) (*app.App, error) {
	return app.Open(ctx, f.options(w, p))
}

// openChecked is open for a command that may write to MOCO, or that checks: it
// reads the store through first.
func (f *flags) openChecked(ctx context.Context, w *World, p *progress) (*app.App, error) {
	o := f.options(w, p)
	o.QuickCheck = true
	return app.Open(ctx, o)
}

func (f *flags) options(w *World, p *progress) app.Options {
	o := app.Options{ConfigPath: f.path(w), Env: w.Env, Now: w.Now, Version: Version(), Logger: f.logger(w), Point: faultPoint(w)}
	if !f.Quiet {
		o.Stderr = w.Stderr
	}
	if p != nil {
		o.Report, o.OnWait = p.event, p.wait
	}
	return o
}

func (f *flags) path(w *World) string {
	if f.Config != "" {
		return string(f.Config)
	}
	return configs.Find(w.Env)
}

// logger writes requests with --verbose; without it only what goes wrong.
func (f *flags) logger(w *World) *slog.Logger {
	level := slog.LevelWarn
	if f.Verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(w.Stderr, &slog.HandlerOptions{Level: level}))
}

// colour reports whether escapes may be written.
func (f *flags) colour(w *World) bool {
	v, set := w.Env.LookupEnv("NO_COLOR")
	return w.Terminal && !f.NoColor && (!set || v == "")
}

// Version is the version of the program as it was built.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "devel"
	}
	return strings.TrimPrefix(info.Main.Version, "v")
}

// mark is the sign of a step, coloured where that helps.
func mark(m jobs.Mark, colour bool) string {
	if !colour {
		return string(m)
	}
	codes := map[jobs.Mark]string{jobs.OK: "32", jobs.Bad: "31", jobs.Unclear: "33", jobs.Dropped: "90", jobs.Going: "36"}
	return "\x1b[" + codes[m] + "m" + string(m) + "\x1b[0m"
}
