package ruletest

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
)

// Update is the file with what came out of its failed tests as the new
// expectations. Everything else stays as it is, byte for byte: comments, the
// order, the way of writing. The new file is tried before it is given away. It
// fails when an expectation can't be written in its place, such as one that
// comes from an anchor.
func (f *File) Update(set *rules.Set, results []Result) ([]byte, error) {
	w := newWriter(f.data)
	for _, r := range results {
		if r.File != f.Name || r.Passed {
			continue
		}
		if err := w.test(r); err != nil {
			return nil, fmt.Errorf("%s:%d: test %q can't be updated: %w", f.Name, r.Line, r.Name, err)
		}
	}
	data := w.apply()
	if bytes.Equal(data, f.data) {
		return data, nil
	}
	return data, f.tried(data, set, results)
}

// tried runs the updated tests again.
func (f *File) tried(data []byte, set *rules.Set, results []Result) error {
	ran := map[string]bool{}
	for _, r := range results {
		ran[r.Name] = ran[r.Name] || r.File == f.Name
	}
	again, l, _ := Read(f.Name, data)
	if again == nil {
		return fmt.Errorf("%s can't be updated: %w", f.Name, l[0])
	}
	now, err := again.Run(set, func(name string) bool { return ran[name] })
	if err != nil {
		return err
	}
	for _, r := range now {
		if !r.Passed {
			return fmt.Errorf("%s:%d: test %q can't be updated: change it by hand", f.Name, r.Line, r.Name)
		}
	}
	return nil
}

// test writes what came out of one test.
func (w *writer) test(r Result) error {
	t := r.test
	for _, c := range t.checks {
		if is := c.got(r.got); !c.holds(is, r.got) {
			if err := w.scalar(t, c.node, is); err != nil {
				return err
			}
		}
	}
	if !slices.ContainsFunc(r.pairs, func(p pair) bool { return len(p.differences(t.today())) > 0 }) {
		return nil
	}
	if !t.owns(t.expect.Pos()) {
		return errAnchor
	}
	if t.expect.Kind == diag.Null || w.at(t.expect.Pos()) == '[' {
		return w.flowList(r)
	}
	return w.blockList(r)
}

// blockList changes the items of a list in which each has its own dash. What
// nobody expected takes the place of what did not come out, then stands at the
// end.
func (w *writer) blockList(r Result) error {
	t, items := r.test, r.test.expect.Items()
	var surplus []string
	for _, p := range r.pairs {
		if p.want == nil {
			surplus = append(surplus, flow(p.got.Rule, []pair{p}, t))
		}
	}
	left := len(items)
	for i, item := range items {
		gone, err := w.item(t, item, i, r.pairs)
		switch {
		case err != nil:
			return err
		case gone && len(surplus) > 0:
			w.replace(w.offset(item.Pos()), w.itemEnd(t, item, i), surplus[0])
			surplus = surplus[1:]
		case gone:
			w.deleteLines(w.offset(item.Pos()), w.itemEnd(t, item, i))
			left--
		}
	}
	last := w.itemEnd(t, items[len(items)-1], len(items)-1)
	for _, text := range surplus {
		w.insertAfter(last, w.indentOf(items[0])+"- "+text)
	}
	if left == 0 {
		w.insert(w.after(t.expectKey), " []")
	}
	return nil
}

// item changes one item, and reports whether nothing of it came out.
func (w *writer) item(t *Test, item *diag.Node, i int, all []pair) (gone bool, err error) {
	var got []pair
	anew := false // the item is written anew, as a whole
	for _, p := range all {
		switch {
		case p.want == nil || p.want.item != item:
		case p.got == nil:
			anew = true
		default:
			got = append(got, p)
			anew = anew || slices.ContainsFunc(p.want.params, func(d wanted) bool {
				return d.node.Kind == diag.Seq && w.at(d.node.Pos()) != '[' && !same(d.value, d.got(*p.got, t.today()))
			})
		}
	}
	if len(got) == 0 || anew {
		if len(got) > 0 {
			w.replace(w.offset(item.Pos()), w.itemEnd(t, item, i), flow(got[0].want.rule, got, t))
		}
		return len(got) == 0, nil
	}
	for _, p := range got {
		for _, d := range p.want.params {
			is := d.got(*p.got, t.today())
			switch {
			case same(d.value, is):
			case d.node.Kind == diag.Seq:
				at := w.offset(d.node.Pos())
				w.replace(at, w.matching(at), written(*p.got, d.param, t))
			default:
				if err := w.scalar(t, d.node, is); err != nil {
					return false, err
				}
			}
		}
	}
	return false, nil
}

// flowList writes a list in brackets anew, or one without a value.
func (w *writer) flowList(r Result) error {
	var texts []string
	for _, p := range r.pairs {
		if p.got != nil {
			texts = append(texts, flow(p.got.Rule, []pair{p}, r.test))
		}
	}
	start, end := w.after(r.test.expectKey), w.after(r.test.expectKey)
	if r.test.expect.Kind != diag.Null {
		start = w.offset(r.test.expect.Pos())
		end = w.matching(start)
	}
	if w.at(r.test.node.Pos()) == '{' || len(texts) == 0 {
		w.replace(start, end, bracketed(texts))
		return nil
	}
	for start > 0 && w.data[start-1] == ' ' && w.onlyBlank(end) {
		start--
	}
	w.replace(start, end, "")
	for _, text := range texts {
		w.insertAfter(end, w.indentOf(r.test.expectKey)+"  - "+text)
	}
	return nil
}

// flow is a rule with its actions on one line, with the details that the test
// names or, for what it did not expect, the main ones.
func flow(rule string, pairs []pair, t *Test) string {
	var actions []string
	for _, p := range pairs {
		actions = append(actions, p.got.Action+": {"+details(p, t)+"}")
	}
	return quoted(rule) + ": {" + join(actions) + "}"
}

func details(p pair, t *Test) string {
	var out []string
	a, _ := actionNamed(p.got.Action)
	for _, d := range a.params {
		named := d.main
		if p.want != nil {
			named = slices.ContainsFunc(p.want.params, func(w wanted) bool { return w.name == d.name })
		}
		if named {
			out = append(out, d.name+": "+written(*p.got, d, t))
		}
	}
	return join(out)
}

// written is a detail as YAML in one line.
func written(l plan.Line, d param, t *Test) string {
	var list []string
	switch p := l.Params.(type) {
	case plan.Tag:
		list = p.Tags
	case plan.Remind:
		list = named(p.Others)
	}
	if d.name != "tags" && d.name != "others" {
		return quoted(d.got(l, t.today()))
	}
	var texts []string
	for _, text := range list {
		texts = append(texts, quoted(text))
	}
	return bracketed(texts)
}
