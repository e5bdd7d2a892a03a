package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
)

// action is one action of a rule, other than reminding, which the ladder
// carries out.
type action interface {
	// lines are what the action asks for about one subject; none if there is
	// nothing to do. An error holds the subject.
	lines(r *rule, s *subject) ([]plan.Line, error)
	// writes reports whether the action changes something in MOCO.
	writes() bool
}

// actionKind describes an action of rule files. To add one: a file
// action_x.go, and a line in actionKinds.
type actionKind struct {
	name string
	keys keys
	on   []string // the data sets it works on; nil for all
	read func(r *reader, f *diag.Fields, out *rule)
}

func actionKinds() []actionKind {
	invoices := []string{"invoices"}
	return []actionKind{
		{"remind", remindKeys(), invoices, readRemind},
		{"draft_reminder", draftKeys(), invoices, readDraft},
		{"notify", notifyKeys(), nil, readNotify},
		{"export", exportKeys(), nil, readExport},
		{"tag", tagKeys(), invoices, readTag},
		{"comment", commentKeys(), invoices, readComment},
		{"set_status", statusKeys(), invoices, readStatus},
	}
}

// readActions reads the actions of a rule. Reminding comes first, because the
// other actions of such a rule go with its letters.
func (r *reader) readActions(f *diag.Fields, out *rule, where string) {
	items := f.Items("actions")
	if n := f.Get("actions"); n != nil && (n.Kind == diag.Null || n.Kind == diag.Seq && len(items) == 0) {
		f.Errorf("actions", "empty", "%s does nothing: it has no actions", where)
	}
	for _, letters := range []bool{true, false} {
		for _, n := range items {
			for _, e := range r.actionEntries(n, letters) {
				if isLetter := e.Key.Value == "remind" || e.Key.Value == "draft_reminder"; isLetter == letters {
					r.readAction(e, out, where)
				}
			}
		}
	}
}

// actionEntries are the actions of one list item; it should be one.
func (r *reader) actionEntries(n *diag.Node, report bool) []diag.Field {
	if n.Kind == diag.Map && len(n.Fields()) == 1 {
		return n.Fields()
	}
	if report {
		r.list.Add(diag.Problem{Pos: n.Text(), Code: "type", Text: "want one action, such as notify: {severity: info}", Help: "begin each action with its own dash"})
	}
	return nil
}

func (r *reader) readAction(e diag.Field, out *rule, where string) {
	kinds := actionKinds()
	var known []string
	for _, k := range kinds {
		known = append(known, k.name)
	}
	i := slices.Index(known, e.Key.Value)
	if i < 0 {
		r.list.Add(diag.Problem{Pos: e.Key.Pos(), Code: "unknown-action", Text: fmt.Sprintf("unknown action %q", e.Key.Value), Help: diag.DidYouMean(e.Key.Value, known)})
		return
	}
	k := kinds[i]
	if k.on != nil && !slices.Contains(k.on, out.data.name) {
		r.list.Add(diag.Problem{Pos: e.Key.Pos(), Code: "action", Text: fmt.Sprintf("%s does not work with for_each: %s", k.name, out.data.name), Help: "it needs for_each: " + strings.Join(k.on, " or ")})
	}
	k.read(r, diag.Bind(r.list, e.Value, k.name+" in "+where, k.keys.names()...), out)
}
