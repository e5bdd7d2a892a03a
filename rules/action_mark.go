package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
)

// tagAction puts tags on an invoice.
type tagAction struct{ tags []string }

func tagKeys() keys {
	return keys{{"tags", true, "the tags to add", arrayOf(textSchema())}}
}

func readTag(r *reader, f *diag.Fields, out *rule) {
	a := &tagAction{}
	for _, t := range f.Strings("tags") {
		t = oneLine(t)
		if t == "" || strings.ContainsAny(t, "|,") {
			f.Errorf("tags", "tag", "a tag can't be empty or hold | or ,")
			continue
		}
		a.tags = append(a.tags, t)
	}
	if f.Has("tags") && len(f.Items("tags")) == 0 {
		f.Errorf("tags", "empty", "there are no tags to add")
	}
	out.actions = append(out.actions, a)
}

func (a *tagAction) writes() bool { return true }

func (a *tagAction) lines(r *rule, s *subject) ([]plan.Line, error) {
	var missing []string
	for _, t := range a.tags {
		if !slices.Contains(s.item.Invoice.Tags, t) {
			missing = append(missing, t)
		}
	}
	if len(missing) == 0 {
		return nil, nil
	}
	id := s.item.Invoice.ID
	return []plan.Line{{
		Key: plan.TagKey(s.run.Account, id, missing), Action: "tag", Rule: r.name, Subject: s.Subject,
		Params: plan.Tag{InvoiceID: id, Tags: missing},
	}}, nil
}

// commentAction leaves a note on an invoice.
type commentAction struct{ text *words }

func commentKeys() keys {
	return keys{{"text", true, "a template such as Stufe {{.Reminder.Level}}", textSchema()}}
}

func readComment(r *reader, f *diag.Fields, out *rule) {
	out.actions = append(out.actions, &commentAction{text: r.words(f, out)})
}

func (a *commentAction) writes() bool { return true }

func (a *commentAction) lines(r *rule, s *subject) ([]plan.Line, error) {
	text, err := a.text.fill(s.words(r))
	if err != nil {
		return nil, err
	}
	id := s.item.Invoice.ID
	return []plan.Line{{
		Key: plan.CommentKey(s.run.Account, id, r.name, s.level()), Action: "comment", Rule: r.name, Subject: s.Subject,
		Params: plan.Comment{InvoiceID: id, Text: text, Level: s.level()},
	}}, nil
}

// statusAction sets an invoice's status.
type statusAction struct{ target billing.InvoiceStatus }

func statusKeys() keys {
	return keys{{"status", true, "one of those that MOCO lets be set", oneOfWords(settable()...)}}
}

func settable() []string {
	var out []string
	for _, s := range plan.SettableStatuses() {
		out = append(out, string(s))
	}
	return out
}

func readStatus(r *reader, f *diag.Fields, out *rule) {
	n := f.Scalar("status")
	if n != nil && slices.Contains(invoiceStatuses(), n.Value) && !slices.Contains(settable(), n.Value) {
		f.Add("status", diag.Problem{Code: "enum", Text: fmt.Sprintf("status %s can't be set", n.Value), Help: "MOCO lets these be set: " + strings.Join(settable(), ", ")})
		return
	}
	out.actions = append(out.actions, &statusAction{target: billing.InvoiceStatus(f.Enum("status", settable()...))})
}

func (a *statusAction) writes() bool { return true }

func (a *statusAction) lines(r *rule, s *subject) ([]plan.Line, error) {
	inv := s.item.Invoice
	if inv.Status == a.target {
		return nil, nil
	}
	return []plan.Line{{
		Key: plan.StatusKey(s.run.Account, inv.ID, a.target), Action: "set_status", Rule: r.name, Subject: s.Subject,
		Params: plan.SetStatus{InvoiceID: inv.ID, From: inv.Status, Target: a.target},
	}}, nil
}
