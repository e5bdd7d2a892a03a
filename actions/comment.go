package actions

import (
	"context"
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/plan"
)

// comment leaves a note on an invoice.
type comment struct{ env *Env }

func (comment) Trait() Trait { return Trait{MOCO: true} }

// Check decides again, and notes which comments exist.
func (h comment) Check(ctx context.Context, e ledger.Entry) (Checked, error) {
	p := e.Params.(plan.Comment)
	f, line, skip, err := h.env.mark(ctx, e, p.InvoiceID, func(billing.Invoice) string { return "" })
	if err != nil || skip != "" {
		return Checked{Skip: skip}, err
	}
	existing, err := h.existing(ctx, p)
	if err != nil {
		return Checked{}, err
	}
	if found := h.find(e, p, existing); !e.IntentAt.IsZero() && found.Made {
		return Checked{Made: &found.Result}, nil // an earlier write came up late
	}
	ids := make([]billing.ID, len(existing))
	for i, c := range existing {
		ids[i] = c.ID
	}
	return Checked{Params: line.Params, Baseline: ids, Evidence: evidenceOf(f), At: f.at}, nil
}

func (h comment) existing(ctx context.Context, p plan.Comment) ([]billing.Comment, error) {
	return collect(h.env.MOCO.Comments(ctx, mocoapi.CommentQuery{CommentableType: "Invoice", CommentableID: p.InvoiceID}))
}

// Write makes the comment. MOCO takes HTML, so the text is escaped.
func (h comment) Write(ctx context.Context, e ledger.Entry, _ Checked) (Written, error) {
	p := e.Params.(plan.Comment)
	c, err := h.env.MOCO.CreateComment(ctx, mocoapi.NewComment{
		CommentableType: "Invoice", CommentableID: p.InvoiceID, Text: strings.ReplaceAll(html.EscapeString(p.Text), "\n", "<br>"),
	})
	if err != nil {
		return Written{}, err
	}
	return Written{RemoteID: strconv.FormatInt(int64(c.ID), 10), Note: fmt.Sprintf("comment %d", c.ID)}, nil
}

// Reconcile looks for a new comment with the same words.
func (h comment) Reconcile(ctx context.Context, e ledger.Entry) (Finding, error) {
	p := e.Params.(plan.Comment)
	existing, err := h.existing(ctx, p)
	if err != nil {
		return Finding{}, err
	}
	return h.find(e, p, existing), nil
}

// find looks for our comment among those that came after the intent.
func (h comment) find(e ledger.Entry, p plan.Comment, existing []billing.Comment) Finding {
	want := strings.Join(strings.Fields(p.Text), " ")
	for _, c := range existing {
		if !slices.Contains(e.Baseline, c.ID) && billing.PlainText(c.Text) == want {
			return Finding{Made: true, Result: Written{RemoteID: strconv.FormatInt(int64(c.ID), 10), Note: fmt.Sprintf("comment %d found in MOCO", c.ID)}}
		}
	}
	return Finding{}
}
