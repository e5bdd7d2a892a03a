package app

import (
	"context"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/rules"
)

// Online asks MOCO, with the read key, and Slack whether what the rule files
// and worker.yaml name is there, and warns of what is not. It writes nothing
// to either. The error is Open's, or says that one of them could not be asked.
func Online(ctx context.Context, o Options) (diag.List, error) {
	o.Stderr = io.Discard // the check prints the warnings of the configuration
	a, err := Open(ctx, o)
	if err != nil {
		return nil, err
	}
	defer a.Close()
	known, err := a.known(ctx)
	if err != nil {
		return nil, err
	}
	var l diag.List
	seen := map[diag.Problem]bool{}
	for _, set := range a.checked.sets() {
		for _, p := range set.Unknown(known) {
			if !seen[p] { // a file that several jobs share
				seen[p] = true
				l.Add(p)
			}
		}
	}
	missing, err := a.missingChannels(ctx)
	return append(l, missing...), err
}

// known is what MOCO has, as far as the rules name such things.
func (a *App) known(ctx context.Context) (rules.Known, error) {
	k := rules.Known{Fields: map[string][]string{}}
	wants := map[string]bool{}
	for _, set := range a.checked.sets() {
		for _, m := range set.Mentions() {
			wants[string(m.Kind)+m.On] = true
		}
	}
	var tags []string
	if wants["customer"] || wants["tag"] || wants["customcustomer"] {
		err := each(a.Read.Companies.List(ctx, mocoapi.CompanyQuery{Type: mocoapi.CompanyTypeCustomer}), func(c mocoapi.Company) {
			k.Customers, tags = append(k.Customers, c.Identifier), append(tags, c.Tags...)
			k.Fields["customer"] = append(k.Fields["customer"], slices.Sorted(maps.Keys(c.CustomProperties))...)
		})
		if err != nil {
			return k, err
		}
	}
	if wants["tag"] || wants["custominvoice"] {
		open := []billing.InvoiceStatus{billing.StatusCreated, billing.StatusSent, billing.StatusPartiallyPaid, billing.StatusOverdue}
		err := each(a.Read.Invoices.List(ctx, mocoapi.InvoiceQuery{Status: open}), func(i mocoapi.Invoice) {
			tags = append(tags, i.Tags...)
			k.Fields["invoice"] = append(k.Fields["invoice"], slices.Sorted(maps.Keys(i.CustomProperties))...)
		})
		if err != nil {
			return k, err
		}
	}
	if wants["customproject"] {
		err := each(a.Read.Projects.List(ctx, mocoapi.ProjectQuery{}), func(p mocoapi.Project) {
			k.Fields["project"] = append(k.Fields["project"], slices.Sorted(maps.Keys(p.CustomProperties))...)
		})
		if err != nil {
			return k, err
		}
	}
	if wants["tag"] {
		k.Tags = append([]string{}, tags...)
	}
	return k, nil
}

// each hands on the objects of a list. One that can't be read is left out: a
// run reports it.
func each[T any](list iter.Seq2[mocoapi.Row[T], error], see func(T)) error {
	for row, err := range list {
		if err != nil {
			return err
		}
		if row.Err == nil {
			see(row.Value)
		}
	}
	return nil
}

// missingChannels warns of channels that Slack does not have or that the bot
// may not write to. Without a token there is nobody to ask.
func (a *App) missingChannels(ctx context.Context) (diag.List, error) {
	if a.chat == nil {
		return nil, nil
	}
	at := map[string]diag.Pos{}
	for _, set := range a.checked.sets() {
		for _, m := range set.Mentions() {
			if _, twice := at[m.Name]; m.Kind == rules.MentionChannel && !twice {
				at[m.Name] = m.Pos
			}
		}
	}
	for _, c := range namedChannels(a.Config) {
		at[c] = diag.Pos{File: a.Config.Path}
	}
	maps.DeleteFunc(at, func(c string, _ diag.Pos) bool { return notifiers.IsMail(c) })
	h, err := a.chat.Check(ctx, slices.Sorted(maps.Keys(at)))
	if err != nil {
		return nil, fmt.Errorf("slack: %w", err)
	}
	var l diag.List
	for _, c := range h.Channels {
		if c.Problem != "" {
			l.Add(diag.Problem{Pos: at[c.Name], Severity: diag.Warning, Code: "not-in-slack", Text: c.Name + ": " + c.Problem})
		}
	}
	return l, nil
}
