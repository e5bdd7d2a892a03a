package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
)

// notifyAction tells people.
type notifyAction struct {
	severity   plan.Severity
	digest     bool
	oncePer    string // invoice, customer, payment, …; "": each run
	againAfter int    // days; 0: never again
	channel    string
	text       *words // nil: the default text
}

func notifyKeys() keys {
	return keys{
		{"severity", true, "how loud: info, warning or critical", oneOfWords(severities()...)},
		{"digest", false, "a line in the day's digest instead of a message of its own", boolSchema()},
		{"once_per", false, "say it once about each invoice, customer, payment, reminder, project, payment_schedule, or row of a report", oneOfWords(oncePerWords()...)},
		{"again_after", false, "say it again after so many days", daysSchema()},
		{"channel", false, "a channel such as #finance; if left out, the routes decide", textSchema()},
		{"text", false, "a template such as {{.Invoice.Number}}; if left out, the shipped text", textSchema()},
	}
}

func severities() []string {
	return []string{string(plan.Info), string(plan.Warning), string(plan.Critical)}
}

func oncePerWords() []string {
	return []string{"invoice", "customer", "payment", "reminder", "project", "payment_schedule", "row"}
}

func readNotify(r *reader, f *diag.Fields, out *rule) {
	a := &notifyAction{
		severity: plan.Severity(f.Enum("severity", severities()...)), digest: f.Bool("digest"),
		oncePer: f.Enum("once_per", oncePerWords()...), againAfter: f.Days("again_after"),
		channel: f.String("channel"),
	}
	if a.oncePer != "" && !slices.Contains(subjectsOf(out.data), a.oncePer) {
		f.Add("once_per", diag.Problem{Code: "action", Text: fmt.Sprintf("once_per: %s is not known with for_each: %s", a.oncePer, out.data.name),
			Help: "one of " + strings.Join(subjectsOf(out.data), ", ")})
	}
	if v := f.Get("again_after"); v != nil && v.Value == "0d" {
		f.Errorf("again_after", "range", "again_after: want at least 1d")
	}
	if a.digest && (a.oncePer != "" || a.againAfter > 0) {
		f.Errorf("digest", "action", "a digest has a line each day: once_per and again_after belong to messages")
	}
	if a.channel != "" {
		r.channel(f, a.channel)
		r.mentions = append(r.mentions, Mention{Kind: MentionChannel, Name: a.channel, Rule: out.name, Pos: f.Pos("channel")})
	}
	a.text = r.words(f, out)
	out.actions = append(out.actions, a)
}

// channel checks a channel's name: #name, an id of Slack's, or mailto:ADDRESS.
func (r *reader) channel(f *diag.Fields, name string) {
	to, isMail := strings.CutPrefix(name, "mailto:")
	switch {
	case isMail && strings.Count(to, "@") == 1 && !strings.ContainsAny(to, " <>|,;\n"):
	case strings.ContainsAny(name, " <>@|\n"):
		f.Add("channel", diag.Problem{Code: "channel", Text: fmt.Sprintf("%q can't be a channel", oneLine(name)), Help: "write #finance, in quotes, or a channel's id"})
	case r.options.Channels != nil && !slices.Contains(r.options.Channels, name):
		f.Add("channel", diag.Problem{Code: "unknown-channel", Text: fmt.Sprintf("channel %q is not in the configuration", name), Help: diag.DidYouMean(name, r.options.Channels)})
	}
}

// subjectsOf are the things that a data set's rows belong to.
func subjectsOf(d dataset) []string {
	switch d.name {
	case "customers":
		return []string{"customer"}
	case "payments":
		return []string{"payment", "invoice", "customer"}
	case "reminders":
		return []string{"reminder", "invoice", "customer"}
	case "projects":
		return []string{"project"}
	case "payment_schedules":
		return []string{"payment_schedule"}
	case "invoices":
		return []string{"invoice", "customer"}
	}
	return []string{"row"}
}

func (a *notifyAction) writes() bool { return false }

func (a *notifyAction) lines(r *rule, s *subject) ([]plan.Line, error) {
	about := s.about(a.oncePer)
	window, due := a.window(s.run.Snapshot.Today, s.run.History.Notified[NotifiedKey(r.name, about)], s.run.RepeatAfter)
	if !due {
		return nil, nil
	}
	text := s.defaultText()
	if a.text != nil {
		var err error
		if text, err = a.text.fill(s.words(r)); err != nil {
			return nil, err
		}
	}
	title := r.description
	if title == "" {
		title = r.name
	}
	return []plan.Line{{
		Key: plan.SlackKey(r.name, about, window), Action: "notify", Rule: r.name, Subject: s.Subject,
		Params: plan.Notify{
			Severity: a.severity, Digest: a.digest, Channel: a.channel, Title: title, Text: text, Window: window,
			InvoiceID: s.invoiceID(), Open: s.open, DaysOverdue: s.daysOverdue, Facts: s.facts(),
		},
	}}, nil
}

// window names the time for which a message counts as said, and whether it
// should be said now. repeat takes the place of an again_after that the rule
// does not have.
func (a *notifyAction) window(today, last billing.Date, repeat int) (string, bool) {
	after := a.againAfter
	if after == 0 && a.oncePer == "" && !a.digest {
		after = repeat
	}
	switch {
	case after > 0:
		return today.String(), last.IsZero() || today.Sub(last) >= after
	case a.oncePer != "":
		return "once", last.IsZero()
	}
	return today.String(), true
}

// NotifiedKey is the key of History.Notified: a rule and what it spoke about,
// as they stand in plan.SlackKey between "slack|" and the window.
func NotifiedKey(rule, subject string) string { return rule + "|" + subject }
