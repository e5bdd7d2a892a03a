package plan

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// Printer shows a plan to people, in English, as a terminal wants it.
type Printer struct {
	Zone *time.Location // of every clock time
	// Host is the account's address, such as "beispiel.mocoapp.com".
	Host string
	// Why lists every invoice of a reason; otherwise the first few.
	Why bool
}

// shownPerReason is the number of invoices named beside one reason.
const shownPerReason = 6

// Print writes the whole plan: what it is based on, the letters, what stays
// inside, what was left alone and why, the limits and the sums.
func (pr Printer) Print(w io.Writer, p Plan) {
	w = plainWriter{w}
	pr.head(w, p)
	if len(p.New()) == 0 && len(p.Letters()) == 0 {
		pr.nothing(w, p)
		return
	}
	pr.based(w, p)
	pr.letters(w, p)
	pr.marks(w, p)
	pr.inside(w, p)
	pr.reasons(w, "Overdue but left alone", p.verdicts(with(OutcomeLeftAlone, OutcomeNoRule)), false)
	pr.holds(w, p)
	pr.reasons(w, "Not a claim", p.verdicts(with(OutcomeOut)), true)
	pr.warnings(w, p)
	pr.sums(w, p)
}

func (pr Printer) head(w io.Writer, p Plan) {
	at := p.CreatedAt.In(pr.Zone)
	fmt.Fprintf(w, "%s · %s · as of %s %s\n", p.Job, pr.Host, at.Format("Mon 02 Jan 2006, 15:04"), pr.Zone)
	var files []string
	for _, f := range p.Rules {
		files = append(files, f.Short())
	}
	if len(files) > 0 {
		fmt.Fprintf(w, "rules %s\n", strings.Join(files, ", "))
	}
}

// nothing says in so many words that there is nothing to do, and why.
func (pr Printer) nothing(w io.Writer, p Plan) {
	open, overdue := p.Receivables()
	fmt.Fprintf(w, "Nothing to do. %s open, %s overdue", plural(open.Count, "invoice is", "invoices are"), plural(overdue.Count, "is", "are"))
	if overdue.Count > 0 && len(p.verdicts(with(OutcomeHold))) == 0 {
		fmt.Fprintf(w, "; all %d are left alone (worker plan show %s --why)", overdue.Count, p.ID)
	}
	fmt.Fprintln(w, ".")
	if pr.Why {
		pr.reasons(w, "Overdue but left alone", p.verdicts(with(OutcomeLeftAlone, OutcomeNoRule, OutcomeLetter)), false)
	}
	pr.holds(w, p)
	if pr.Why {
		pr.reasons(w, "Not a claim", p.verdicts(with(OutcomeOut)), true)
	}
	pr.warnings(w, p)
}

func (pr Printer) based(w io.Writer, p Plan) {
	var parts []string
	for _, kind := range []string{"invoices", "payments", "reminders", "companies"} {
		parts = append(parts, fmt.Sprintf("%d %s", p.Read.Counts[kind], kind))
	}
	open, overdue := p.Receivables()
	fmt.Fprintf(w, "\n  read  %s      %s, %.1f s\n", strings.Join(parts, " · "), plural(p.Read.Requests, "request", "requests"), p.Read.Took.Seconds())
	fmt.Fprintf(w, "  open  %s, %s · %d overdue, %s\n", plural(open.Count, "invoice", "invoices"), open.Sum.Format(billing.English), overdue.Count, overdue.Sum.Format(billing.English))
}

func (pr Printer) letters(w io.Writer, p Plan) {
	all := p.Letters()
	if len(all) == 0 {
		return
	}
	fmt.Fprintln(w, "\nLetters to customers")
	var table strings.Builder
	t := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	for _, l := range all {
		r := l.Params.(Remind)
		mark, note := "+", ""
		switch {
		case l.InHand != "":
			mark, note = "·", l.InHand
		case p.Stopped:
			mark = "✗"
		case l.Approve != "":
			mark, note = "?", "needs approval"
		case p.Write == WriteApprove || !p.LimitsKept():
			mark = "?"
		}
		if r.Open != r.Gross {
			note = strings.TrimSpace("rest of " + amount(r.Gross) + "  " + note)
		}
		if n := len(r.Others); n > 0 {
			note = strings.TrimSpace(note + "  with " + plural(n, "more invoice", "more invoices"))
		}
		if r.Draft {
			note = strings.TrimSpace("draft, not mailed  " + note)
		}
		if r.RedirectedFrom != "" {
			note = strings.TrimSpace("trial: mailed to " + r.To + "  " + note)
		}
		note = strings.TrimSpace(r.Note + "  " + note)
		fmt.Fprintf(t, "  %s level %d\t%s\t%s\t%16s\t%9s\tfee %6s\tpay within %s\t%s\n", mark, r.Level, Label(l.Subject), l.Subject.Name,
			r.Open, plural(r.DaysOverdue, "day", "days"), amount(r.Fee), plural(r.PayWithin, "day", "days"), note)
	}
	t.Flush()
	// The last column is often empty; its blanks are not worth printing.
	for line := range strings.Lines(table.String()) {
		fmt.Fprintln(w, strings.TrimRight(line, " \n"))
	}
}

// amount is money without its currency, which stands beside it already.
func amount(m billing.Money) string {
	if !m.Known() {
		return "0.00"
	}
	return strings.TrimSuffix(m.String(), " "+m.Currency)
}

// marks are the lines that change something in MOCO without a letter.
func (pr Printer) marks(w io.Writer, p Plan) {
	first := true
	for _, l := range p.Lines {
		what := ""
		switch v := l.Params.(type) {
		case Tag:
			what = "tag      " + strings.Join(v.Tags, ", ")
			if v.Remove {
				what = "untag    " + strings.Join(v.Tags, ", ")
			}
		case Comment:
			what = "comment  " + v.Text
		case SetStatus:
			what = fmt.Sprintf("status   %s → %s", v.From, v.Target)
		default:
			continue
		}
		if first {
			fmt.Fprintln(w, "\nMarks in MOCO")
			first = false
		}
		fmt.Fprintf(w, "  + %s  %s  %s%s\n", Label(l.Subject), l.Subject.Name, what, inHandNote(l))
	}
}

func inHandNote(l Line) string {
	if l.InHand == "" {
		return ""
	}
	return "  (" + l.InHand + ")"
}

func (pr Printer) inside(w io.Writer, p Plan) {
	_, overdue := p.Receivables()
	lines, digest := digestLines(p)
	first := true
	for _, l := range p.Lines {
		if !l.Internal() {
			continue
		}
		if first {
			fmt.Fprintln(w, "\nInside")
			first = false
		}
		text := ""
		switch v := l.Params.(type) {
		case Notify:
			if v.Digest && digest {
				continue // it stands beside the digest
			}
			text = fmt.Sprintf("%-9s%s  %s: %s", "alert", v.Severity, l.Rule, Label(l.Subject))
		case Digest:
			text = fmt.Sprintf("%-9s%s  %s", "digest", v.Channel, plural(overdue.Count, "invoice overdue", "invoices overdue"))
			if len(lines) > 0 {
				text += fmt.Sprintf(", a line each for %s", strings.Join(lines, "  "))
			}
		case Export:
			text = fmt.Sprintf("%-9s%s  %s → %s", "export", v.Name, v.File, strings.Join(v.To, ", "))
		case Ask:
			text = fmt.Sprintf("%-9s%s  for %s", "ask", v.Channel, plural(len(v.Lines), "letter", "letters"))
		}
		fmt.Fprintf(w, "  > %s%s\n", text, inHandNote(l))
	}
}

// digestLines are the subjects that get a line in the digest, and whether the
// plan has a digest.
func digestLines(p Plan) (lines []string, digest bool) {
	for _, l := range p.Lines {
		switch v := l.Params.(type) {
		case Notify:
			if v.Digest {
				lines = append(lines, Label(l.Subject))
			}
		case Digest:
			digest = true
		}
	}
	return lines, digest
}

// reasonGroup is a reason with the invoices that it holds for.
type reasonGroup struct {
	reason string
	labels []string
	sum    billing.Totals
}

// holds lists what a person keeps back apart from what a person must look at.
func (pr Printer) holds(w io.Writer, p Plan) {
	pr.reasons(w, "Kept back by a person: worker hold list", p.verdicts(byHold), false)
	pr.reasons(w, "On hold: a person must look", p.verdicts(Verdict.Unclear), false)
}

// reasons lists why invoices were left alone, the most frequent reason first.
// out says that they are no claims.
func (pr Printer) reasons(w io.Writer, title string, verdicts []Verdict, out bool) {
	groups := map[string]*reasonGroup{}
	for _, v := range verdicts {
		g := groups[v.Reason]
		if g == nil {
			g = &reasonGroup{reason: v.Reason}
			groups[v.Reason] = g
		}
		g.labels = append(g.labels, cmp.Or(v.Identifier, fmt.Sprintf("#%d", v.InvoiceID)))
		if sum, err := g.sum.Plus(v.Open); err == nil {
			g.sum = sum
		}
	}
	if len(verdicts) == 0 {
		return
	}
	sorted := make([]*reasonGroup, 0, len(groups))
	for _, g := range groups {
		sorted = append(sorted, g)
	}
	slices.SortFunc(sorted, func(a, b *reasonGroup) int {
		return cmp.Or(cmp.Compare(len(b.labels), len(a.labels)), cmp.Compare(a.reason, b.reason))
	})
	fmt.Fprintf(w, "\n%s (%d)\n", title, len(verdicts))
	for _, g := range sorted {
		text := fmt.Sprintf("  %3d  %-40s %s", len(g.labels), g.reason, pr.labels(g, out))
		fmt.Fprintln(w, strings.TrimRight(text, " "))
	}
}

// labels names the first invoices of a reason; the rest is counted, never
// dropped silently. Without a claim there is no sum worth naming.
func (pr Printer) labels(g *reasonGroup, out bool) string {
	shown := g.labels
	if out && !pr.Why && len(shown) > 10*shownPerReason {
		return "" // the many that are paid: nobody looks for one of them here
	}
	if !pr.Why && len(shown) > shownPerReason {
		shown = shown[:shownPerReason]
	}
	text := strings.Join(shown, "  ")
	if rest := len(g.labels) - len(shown); rest > 0 {
		text += fmt.Sprintf("  … and %d more", rest)
		if !out {
			text += ", together " + g.sum.Format(billing.English)
		}
	}
	return text
}

func (pr Printer) warnings(w io.Writer, p Plan) {
	for i, s := range p.Warnings {
		if i == 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "! %s\n", s)
	}
}

func (pr Printer) sums(w io.Writer, p Plan) {
	var limits []string
	for _, l := range p.Limits {
		text := l.Text
		if !l.Kept {
			text += ": EXCEEDED"
		}
		limits = append(limits, text)
	}
	if len(limits) > 0 {
		kept := ": kept"
		if !p.LimitsKept() {
			kept = ""
		}
		fmt.Fprintf(w, "\nLimits   %s%s\n", strings.Join(limits, " · "), kept)
	}
	fmt.Fprintf(w, "Plan     %s\n", p.Describe())
	if n := p.Requests(); n > 0 {
		fmt.Fprintf(w, "         about %s to MOCO\n", plural(n, "request", "requests"))
	}
}

// PrintLetters writes every letter as it would be sent on the plan's date.
func (pr Printer) PrintLetters(w io.Writer, p Plan) {
	w = plainWriter{w}
	for i, l := range p.Letters() {
		r := l.Params.(Remind)
		if i > 0 {
			fmt.Fprintln(w, strings.Repeat("─", 72))
		}
		to := r.To
		if to == "" {
			to = "MOCO's default recipients of " + l.Subject.Name
		}
		fmt.Fprintf(w, "%d. %s  %s  level %d of %d  %s\n", l.N, r.Identifier, l.Subject.Name, r.Level, r.Levels, r.Open)
		fmt.Fprintf(w, "   to       %s\n   subject  %s\n\n%s\n\n", to, r.Subject, indent(r.Mail))
		fmt.Fprintf(w, "   reminder in MOCO: %s\n\n%s\n", r.Title, indent(r.Text))
	}
	if len(p.Letters()) == 0 {
		fmt.Fprintf(w, "Plan %s has no letters.\n", p.ID)
	}
}

func indent(s string) string {
	return "   " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n   ")
}

// Label is the subject's number, or its id if it has none.
func Label(s Subject) string {
	return cmp.Or(s.Label, fmt.Sprintf("#%d", s.ID))
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
