package cli

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/mocowork/mocowork/rules"
)

type rulesFieldsCmd struct {
	Name    string `arg:"" optional:"" help:"Only names that begin with this, such as invoice.open."`
	Actions bool   `help:"List the actions: what each writes where, its keys, what it costs and how it is undone."`
}

// Run lists the vocabulary of rules.
func (c *rulesFieldsCmd) Run(w *World, f *flags) error {
	if c.Actions {
		return c.actions(w, f)
	}
	words := vocabulary(c.Name)
	if len(words) == 0 {
		return fmt.Errorf("a rule can't ask about %q; %s rules fields lists everything", c.Name, w.Exe)
	}
	t := tabwriter.NewWriter(w.Stdout, 0, 0, 2, ' ', 0)
	for _, x := range words {
		if f.JSON {
			if err := emit(w.Stdout, "field", x); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", x.Name, x.Type, x.Doc)
		if c.Name != "" && x.Example != "" {
			fmt.Fprintf(t, "\t\te.g. %s\n", x.Example)
		}
	}
	return t.Flush()
}

// actions lists what a rule can do.
func (c *rulesFieldsCmd) actions(w *World, f *flags) error {
	n := 0
	for _, a := range rules.ActionDocs() {
		if !strings.HasPrefix(a.Name, c.Name) {
			continue
		}
		n++
		if f.JSON {
			if err := emit(w.Stdout, "action", a); err != nil {
				return err
			}
			continue
		}
		printAction(w.Stdout, a)
	}
	if n == 0 {
		return fmt.Errorf("there is no action %q; %s rules fields --actions lists all", c.Name, w.Exe)
	}
	return nil
}

func printAction(w io.Writer, a rules.ActionDoc) {
	fmt.Fprintf(w, "%s\n  for_each  %s\n  leaves    %s\n  undo      %s\n  costs     %s to MOCO\n", a.Name, strings.Join(a.Datasets, ", "), a.Writes, a.Undo,
		number(a.Requests, "request", "requests"))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, k := range a.Keys {
		needed := ""
		if k.Required {
			needed = "needed: "
		}
		fmt.Fprintf(t, "  %s\t%s%s\n", k.Name, needed, k.Doc)
	}
	// A terminal that can't be written to is not worth a failure here.
	_ = t.Flush()
	fmt.Fprintln(w)
}

// word is something that a rule may say: a data set, a field, a function or an
// operator.
type word struct {
	Name     string   `json:"name"`
	What     string   `json:"what"` // dataset, field, function, operator
	Type     string   `json:"kind"`
	Doc      string   `json:"doc"`
	Example  string   `json:"example,omitempty"`
	Datasets []string `json:"datasets,omitempty"` // of for_each, or of an export, in which it is known
}

// vocabulary lists everything that a rule may ask about whose name begins with
// prefix.
func vocabulary(prefix string) []word {
	var out []word
	add := func(x word) {
		if strings.HasPrefix(x.Name, prefix) {
			out = append(out, x)
		}
	}
	for _, d := range rules.Datasets() {
		add(word{Name: d.Name, What: "dataset", Type: "a data set", Doc: d.Doc, Example: "for_each: " + d.Name})
	}
	for _, f := range rules.Fields() {
		add(word{f.Name, "field", f.Type, f.Doc, f.Example, f.Datasets})
	}
	for _, f := range rules.TableFields() {
		add(word{f.Name, "field", f.Type, f.Doc + "; for exports", f.Example, f.Datasets})
	}
	for _, f := range rules.TableFunctions() {
		add(word{f.Usage, "function", f.Type, f.Doc, f.Example, nil})
	}
	for _, f := range rules.Functions() {
		add(word{f.Usage, "function", f.Type, f.Doc, f.Example, nil})
	}
	for _, f := range rules.Operators() {
		add(word{f.Usage, "operator", f.Type, f.Doc, f.Example, nil})
	}
	return out
}
