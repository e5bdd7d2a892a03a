package notifiers

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/mocowork/mocowork/internal/fault"
)

// Terminal writes messages to a terminal or a file, as the demo shows them. It
// is safe for use by several goroutines: messages don't mix.
type Terminal struct {
	mu  sync.Mutex
	out io.Writer
	n   int // of messages; its ids are "1", "2", …
}

// NewTerminal writes to out; nil writes nowhere.
func NewTerminal(out io.Writer) *Terminal {
	if out == nil {
		out = io.Discard
	}
	return &Terminal{out: out}
}

// Name is "terminal".
func (t *Terminal) Name() string { return "terminal" }

// Send writes the message's lines.
func (t *Terminal) Send(ctx context.Context, m Message) (Receipt, error) {
	return t.write(ctx, m, "")
}

// Update writes the message again, marked as an edit.
func (t *Terminal) Update(ctx context.Context, r Receipt, m Message) (Receipt, error) {
	if n, err := strconv.Atoi(r.TS); err != nil || n < 1 || n > t.count() {
		return Receipt{}, fault.New(fault.Gone, fmt.Errorf("terminal: there is no message %q to edit", clip(clean(r.TS), 20)))
	}
	if _, err := t.write(ctx, m, "✎ "); err != nil {
		return Receipt{}, err
	}
	return r, nil
}

// Upload writes the words and where the file is. Like Slack it refuses a file
// that is missing or empty.
func (t *Terminal) Upload(ctx context.Context, u Upload) (Receipt, error) {
	if err := sendable(u.Message); err != nil {
		return Receipt{}, err
	}
	file, size, err := openFile(u.Path)
	if err != nil {
		return Receipt{}, err
	}
	defer file.Close()
	words := fmt.Sprintf("📎 %s (%d bytes): %s", name(u.Name), size, clean(u.Path))
	u.Message.Parts = append(u.Message.Parts[:len(u.Message.Parts):len(u.Message.Parts)], Note{Rich{say(words)}})
	r, err := t.write(ctx, u.Message, "")
	r.File = u.Name
	return r, err
}

// Check finds nothing wrong: a terminal takes everything.
func (t *Terminal) Check(_ context.Context, channels []string) (Health, error) {
	h := Health{Team: "terminal"}
	for _, c := range channels {
		h.Channels = append(h.Channels, ChannelHealth{Name: c, ID: c})
	}
	return h, nil
}

func (t *Terminal) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n
}

func (t *Terminal) write(ctx context.Context, m Message, mark string) (Receipt, error) {
	if err := sendable(m); err != nil {
		return Receipt{}, err
	}
	if err := ctx.Err(); err != nil {
		return Receipt{}, fault.New(fault.Temporary, fmt.Errorf("terminal: the message was not written: %w", err))
	}
	lines := Render(m)
	if m.ThreadTS != "" {
		mark += "↳ "
	}
	lines[0] = mark + lines[0]
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, err := io.WriteString(t.out, strings.Join(beside(m.Channel, lines), "\n")+"\n"); err != nil {
		return Receipt{}, fault.New(fault.Unsure, fmt.Errorf("terminal: %w", err))
	}
	t.n++
	return Receipt{Channel: m.Channel, TS: strconv.Itoa(t.n)}, nil
}
