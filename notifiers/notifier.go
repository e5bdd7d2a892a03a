package notifiers

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
)

// Notifier brings messages to people. Errors carry a fault kind and never a
// secret; Unsure means that the message may have arrived: messages, unlike
// letters, may be repeated then (law 1).
type Notifier interface {
	// Name is its name in the configuration.
	Name() string
	// Send delivers one message. It leaves the follow-ups to the caller, who
	// knows what was delivered: see Message.InThread.
	Send(ctx context.Context, m Message) (Receipt, error)
	// Update replaces the message that r is the receipt of.
	Update(ctx context.Context, r Receipt, m Message) (Receipt, error)
	// Upload delivers one file with words beside it.
	Upload(ctx context.Context, u Upload) (Receipt, error)
	// Check says whether it would work, without delivering anything: for
	// doctor. Problems with single channels are part of the answer; the error
	// is for what makes the question pointless, such as a refused key.
	Check(ctx context.Context, channels []string) (Health, error)
}

// Receipt identifies a delivered message. Store it to update the message or to
// answer in its thread.
type Receipt struct {
	Channel   string // the service's own id of the channel
	TS        string // the message's id within the channel; "" if the service gave none (files)
	File      string // the file's id, after Upload
	Permalink string // an address for people; "" if it is not known
	// Diverted says in which other channel than its own the message is, and
	// why: "#ops instead: …"; "" if it is where it belongs. See Fallback.
	Diverted string
}

// Upload is a file with a message beside it. The message's channel and thread
// count for both.
type Upload struct {
	Message Message
	Path    string // on this machine
	Name    string // the file's name for people
	Title   string // "": as Name
}

// Health is what Check found.
type Health struct {
	Team   string   // the workspace
	Bot    string   // as whom we write
	Scopes []string // what the key may do, as far as it was said
	// Missing are the rights that the key lacks, with what doesn't work without.
	Missing  []string
	Channels []ChannelHealth
}

// ChannelHealth is one channel of the configuration.
type ChannelHealth struct {
	Name    string // as asked for
	ID      string
	Members int
	// Problem says what is wrong and what to do; "" if messages arrive there.
	Problem string
}

// OK reports whether everything works.
func (h Health) OK() bool {
	return len(h.Missing) == 0 && !slices.ContainsFunc(h.Channels, func(c ChannelHealth) bool { return c.Problem != "" })
}

// Clock is what a notifier may know about time: to keep a pace.
type Clock interface {
	Now() time.Time
	// Sleep returns ctx's error if that ends first.
	Sleep(ctx context.Context, d time.Duration) error
}

// Options make a notifier. Each takes what it needs.
type Options struct {
	Slack SlackOptions
	Email EmailOptions
	Out   io.Writer // for the terminal
}

// kinds is the list of all notifiers. To add one: a file, and a line here.
var kinds = []struct {
	name string
	make func(Options) (Notifier, error)
}{
	{"email", func(o Options) (Notifier, error) { return NewEmail(o.Email) }},
	{"slack", func(o Options) (Notifier, error) { return NewSlack(o.Slack) }},
	{"terminal", func(o Options) (Notifier, error) { return NewTerminal(o.Out), nil }},
	{"webhook", func(o Options) (Notifier, error) { return NewWebhook(o.Slack) }},
}

// Names lists the notifiers.
func Names() []string {
	var out []string
	for _, k := range kinds {
		out = append(out, k.name)
	}
	return out
}

// New makes a notifier by name. The error of an unknown name lists the known
// ones; others are those of the notifier's own options.
func New(kind string, o Options) (Notifier, error) {
	for _, k := range kinds {
		if k.name == kind {
			return k.make(o)
		}
	}
	return nil, fault.New(fault.Permanent, fmt.Errorf("unknown notifier %q: use one of %s", clip(clean(kind), 40), strings.Join(Names(), ", ")))
}
