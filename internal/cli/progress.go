package cli

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/mocowork/mocowork/jobs"
)

// progress shows how the work goes: one moving line on a terminal, elsewhere
// only the lines that end in a result. It is safe for several goroutines.
type progress struct {
	out    io.Writer
	moving bool // a terminal: the last line may be written over
	colour bool
	quiet  bool

	mu   sync.Mutex
	open bool // the moving line is on the screen
}

func newProgress(w *World, f *flags) *progress {
	return &progress{out: w.Stderr, moving: w.Terminal && !f.Quiet && !f.JSON, colour: f.colour(w), quiet: f.Quiet || f.JSON}
}

// event shows one step.
func (p *progress) event(e jobs.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.quiet || (e.Mark == jobs.Going && !p.moving) {
		return
	}
	text := e.Text
	switch {
	case e.Mark == jobs.Going && e.Total > 0:
		text = fmt.Sprintf("%s  %d of %d", e.Text, e.Done, e.Total)
	case e.Mark == jobs.Going && e.Done > 0:
		text = fmt.Sprintf("%s  %d", e.Text, e.Done)
	}
	if e.Bytes > 0 {
		text += fmt.Sprintf(" rows, %.1f MB, %s left", float64(e.Bytes)/1e6, round(e.Left))
	}
	if e.Took >= 50*time.Millisecond {
		text = fmt.Sprintf("%-70s %.1f s", text, e.Took.Seconds())
	}
	p.line(fmt.Sprintf("  %-8s %s %s", e.Step, mark(e.Mark, p.colour), text), e.Mark == jobs.Going)
}

// wait shows that MOCO's rate limit is waited for, so that a slow pull does not
// look hung.
func (p *progress) wait(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.quiet || (!p.moving && d < 10*time.Second) {
		return
	}
	p.line(fmt.Sprintf("  %-8s %s waiting for MOCO's rate limit, going on in %s", "pace", mark(jobs.Going, p.colour), round(d)), true)
	if !p.moving {
		fmt.Fprintln(p.out)
	}
}

func round(d time.Duration) time.Duration { return max(d.Round(time.Second), time.Second) }

// line writes a line. One that moves is written over by the next.
func (p *progress) line(text string, moves bool) {
	if p.open {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
	fmt.Fprint(p.out, strings.TrimRight(text, " "))
	p.open = moves && p.moving
	if !moves {
		fmt.Fprintln(p.out)
	}
}

// end takes the moving line away.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.open = false
	}
}
