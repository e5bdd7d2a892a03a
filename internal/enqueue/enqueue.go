// Package enqueue has the verbs of the program of that name: it asks workers
// for work and reports on it. It knows the queue and nothing else, so that it
// can be put anywhere without handing out a MOCO or Slack key.
package enqueue

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/alecthomas/kong"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/jobs/queue"
)

// World is everything outside that the program touches.
type World struct {
	Stdout, Stderr io.Writer
	Env            configs.Env
	Now            func() time.Time
}

// OS is the real world of a process.
func OS() *World {
	queue.Silence()
	configs.NoCoreFiles()
	return &World{Stdout: os.Stdout, Stderr: os.Stderr, Env: configs.OS(time.Now()), Now: time.Now}
}

type commands struct {
	Config string `short:"c" default:"" placeholder:"FILE" help:"The configuration. Default: ./worker.yaml, then /etc/mocowork."`
	JSON   bool   `name:"json" help:"One JSON object a line on stdout."`

	Job    jobCmd    `cmd:"" default:"withargs" help:"Ask for a run of a job."`
	Export exportCmd `cmd:"" help:"Ask for an export now."`
	List   listCmd   `cmd:"" help:"Queued, running, waiting and the latest runs."`
	Show   showCmd   `cmd:"" help:"How one run stands."`
}

// The exit codes are those of worker.
const (
	exitFailed      = 1
	exitUsage       = 2
	exitConfig      = 3
	exitAuth        = 4
	exitLimit       = 5
	exitPartly      = 6
	exitWaiting     = 7
	exitUnreachable = 75
	exitStopped     = 130
)

// Main runs the program and returns the exit code.
func Main(ctx context.Context, w *World, args []string) int {
	var c commands
	code := -1
	parser, err := kong.New(&c, kong.Name("enqueue"), kong.Description("Ask mocowork's workers for a run, and see how it stands."),
		kong.Writers(w.Stdout, w.Stderr), kong.Exit(func(n int) { code = n }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(w, &c))
	if err != nil {
		fmt.Fprintf(w.Stderr, "error: %v\n", err)
		return exitFailed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	k, err := parser.Parse(args)
	switch {
	case code >= 0:
		return code
	case err != nil:
		fmt.Fprintf(w.Stderr, "error: %v\n       enqueue --help shows the commands\n", err)
		return exitUsage
	}
	return w.end(k.Run())
}

// codeError ends the program with a code; what there was to say is said.
type codeError int

func (e codeError) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

func (w *World) end(err error) int {
	var code codeError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	}
	fmt.Fprintf(w.Stderr, "error: %v\n", err)
	switch {
	case errors.Is(err, context.Canceled):
		return exitStopped
	case errors.Is(err, errConfig):
		return exitConfig
	case errors.Is(err, queue.ErrSettings):
		return exitConfig
	case queue.Refused(err):
		return exitAuth
	case errors.Is(err, errUnknownJob), errors.As(err, new(*usageError)):
		return exitUsage
	case errors.Is(err, queue.ErrUnknownRun):
		return exitFailed
	}
	return exitUnreachable
}

var (
	errConfig     = errors.New("the configuration is wrong")
	errUnknownJob = errors.New("no such job")
)

// usageError is a command that can't be understood.
type usageError struct{ error }

// open reads the configuration as far as the queue needs it, and connects.
func (c *commands) open(w *World) (*queue.Client, *configs.Config, error) {
	cfg, err := c.load(w)
	if err != nil {
		return nil, nil, err
	}
	client, err := connect(cfg)
	return client, cfg, err
}

// load reads the configuration as far as the queue needs it.
func (c *commands) load(w *World) (*configs.Config, error) {
	path := c.Config
	if path == "" {
		path = configs.Find(w.Env)
	}
	cfg, problems, docs, err := configs.LoadQueue(path, w.Env)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errConfig, err)
	}
	if problems.HasErrors() {
		if err := diag.Print(w.Stderr, problems, docs); err != nil {
			return nil, err
		}
		return nil, codeError(exitConfig)
	}
	return cfg, nil
}

// connect finds the queue: the worker's own on this machine, or a Redis.
func connect(cfg *configs.Config) (*queue.Client, error) {
	if !cfg.Redis.Embedded() {
		return queue.NewClient(queue.Connect(cfg.Redis.Address).For(cfg.Moco.Account)), nil
	}
	conn, err := queue.FindEmbedded(cfg.DataDir)
	if err != nil {
		return nil, err
	}
	return queue.NewClient(conn.For(cfg.Moco.Account)), nil
}

type jobCmd struct {
	Name     string        `arg:"" name:"job" help:"The job, such as overdue-daily."`
	Wait     bool          `help:"Wait until the run has ended, and exit with its code."`
	Timeout  time.Duration `default:"1h" help:"With --wait: wait no longer than this."`
	PlanOnly bool          `name:"plan-only" help:"Only plan; release nothing."`
	Again    bool          `help:"Ask for another run although one is queued or running."`
}

// Run asks for a run and, with --wait, follows it to its end.
func (j *jobCmd) Run(ctx context.Context, w *World, c *commands) error {
	cfg, err := c.load(w)
	if err != nil {
		return err
	}
	if _, ok := cfg.Job(j.Name); !ok && len(cfg.Jobs) > 0 {
		var names []string
		for _, known := range cfg.Jobs {
			names = append(names, known.Name)
		}
		return fmt.Errorf("%w: %q; there are: %s", errUnknownJob, j.Name, strings.Join(names, ", "))
	}
	client, err := connect(cfg)
	if err != nil {
		return err
	}
	defer client.Close()
	t, err := client.Ask(ctx, queue.Request{Job: j.Name, PlanOnly: j.PlanOnly, By: who()}, j.Again, rand.Reader, w.Now())
	if err != nil {
		return err
	}
	if err := j.asked(w, c, t); err != nil || !j.Wait {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, j.Timeout)
	defer cancel()
	return follow(ctx, w, c, client, cfg, t.Run)
}

func (j *jobCmd) asked(w *World, c *commands, t queue.Ticket) error {
	if c.JSON {
		kind := "queued"
		if t.Already {
			kind = "already_queued"
		}
		return emit(w.Stdout, kind, map[string]any{"run": t.Run, "job": j.Name, "plan_only": j.PlanOnly, "at": w.Now().Format(time.RFC3339)})
	}
	if t.Already {
		ago := ""
		if !t.Since.IsZero() {
			ago = fmt.Sprintf(" (%s ago)", max(w.Now().Sub(t.Since), 0).Round(time.Second))
		}
		_, err := fmt.Fprintf(w.Stdout, "already queued as %s%s. Nothing added; --again asks for a second run.\n", t.Run, ago)
		return err
	}
	_, err := fmt.Fprintf(w.Stdout, "queued  %s  %s  %d ahead\n", t.Run, j.Name, t.Ahead)
	return err
}

// follow prints each news of a run, and ends with its code.
func follow(ctx context.Context, w *World, c *commands, client *queue.Client, cfg *configs.Config, run string) error {
	var failed error
	st, err := client.Wait(ctx, run, func(s queue.Status) {
		if s.Status == "queued" {
			return // that was said when it was asked for
		}
		if c.JSON {
			failed = errors.Join(failed, json.NewEncoder(w.Stdout).Encode(s))
			return
		}
		fmt.Fprintf(w.Stdout, "%s %s\n", clock(cfg, s.At), words(s))
	})
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s has not ended yet: %s", run, words(st))
	case err != nil:
		return err
	case failed != nil:
		return failed
	}
	if code := codeOf(st); code != 0 {
		return codeError(code)
	}
	return nil
}

func clock(cfg *configs.Config, t time.Time) string {
	if cfg.Timezone != nil {
		t = t.In(cfg.Timezone)
	}
	return t.Format("15:04:05")
}

// words says how a run stands: "done, partly: 2 sent, 1 unclear   p_2c9e".
func words(s queue.Status) string {
	text := map[string]string{"partly": "done, partly", "waiting": "waits for approval", "stopped": "stopped by a limit"}[s.Status]
	if text == "" {
		text = s.Status
	}
	if s.Status == "running" && s.Worker != "" {
		text = "started on " + s.Worker
	}
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{s.Sent, "sent"}, {s.Dropped, "dropped"}, {s.Failed, "failed"}, {s.Unclear, "unclear"}, {s.Waiting, "wait for approval"}, {s.Other, "for people inside"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.word))
		}
	}
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	if s.Fault != "" {
		text += ": " + s.Fault
	}
	if s.Plan != "" {
		text += "   " + s.Plan
	}
	return text
}

// codeOf is the exit code of a run as it stands.
func codeOf(s queue.Status) int {
	switch s.Status {
	case "done":
		return 0
	case "partly":
		return exitPartly
	case "waiting":
		return exitWaiting
	case "stopped":
		return exitLimit
	}
	if s.Fault == "auth" {
		return exitAuth
	}
	return exitFailed
}

func who() string {
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

type listCmd struct {
	Limit int `default:"10" help:"How many."`
}

// Run lists the latest runs.
func (l *listCmd) Run(ctx context.Context, w *World, c *commands) error {
	if l.Limit < 1 {
		return fmt.Errorf("--limit must be 1 or more")
	}
	client, cfg, err := c.open(w)
	if err != nil {
		return err
	}
	defer client.Close()
	all, err := client.List(ctx, l.Limit)
	if err != nil {
		return err
	}
	if len(all) == 0 && !c.JSON {
		fmt.Fprintln(w.Stdout, "The queue knows no runs.")
		return nil
	}
	t := tabwriter.NewWriter(w.Stdout, 0, 0, 2, ' ', 0)
	for _, s := range all {
		if c.JSON {
			if err := json.NewEncoder(w.Stdout).Encode(s); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", s.Run, s.Job, clock(cfg, s.At), words(s))
	}
	return t.Flush()
}

type showCmd struct {
	Run_ string `arg:"" name:"run" help:"The run, such as r_8f31."`
}

// Run shows one run.
func (s *showCmd) Run(ctx context.Context, w *World, c *commands) error {
	client, cfg, err := c.open(w)
	if err != nil {
		return err
	}
	defer client.Close()
	st, err := client.Show(ctx, s.Run_)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w.Stdout).Encode(st)
	}
	_, err = fmt.Fprintf(w.Stdout, "%s  %s  %s  %s\n", st.Run, st.Job, clock(cfg, st.At), words(st))
	return err
}

// emit writes one object a line with its version and type.
func emit(w io.Writer, kind string, fields map[string]any) error {
	fields["v"], fields["type"] = 1, kind
	return json.NewEncoder(w).Encode(fields)
}
