package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// Params are the details of one action. Every action has its own type, in a
// file of its own, and one line in the list below.
type Params interface {
	// Action is the action's name in rule files.
	Action() string
	// Validate says what is missing. A plan with an invalid line is never
	// stored.
	Validate() error
	// Same reports whether o asks for the same effect, apart from what time
	// alone changes (dates in letters). Apply acts only if deciding again
	// comes out the same.
	Same(o Params) bool
	// Requests is the number of requests to MOCO that carrying it out costs.
	Requests() int
}

// Action describes one kind of action.
type Action struct {
	Name string
	// Writes says where it leaves a trace, in a sentence for people.
	Writes string
	// Undo says whether and how it can be undone.
	Undo   string
	decode func(*json.Decoder) (Params, error)
}

// actions is the list of all actions. To add one: a file with its Params, a
// file in package actions, and a line here.
var actions = []Action{
	{"ask", "a request for approval in Slack", "delete it in Slack", decode[Ask]},
	{"comment", "a comment on the invoice in MOCO", "delete it in MOCO", decode[Comment]},
	{"digest", "one message a day in Slack", "delete it in Slack", decode[Digest]},
	{"draft_reminder", "a reminder in MOCO, not mailed", "delete it in MOCO", decode[Remind]},
	{"email", "the second half of remind: MOCO mails the reminder", "mail can't be undone", decode[Email]},
	{"export", "a workbook or a CSV file, delivered", "delete the file", decode[Export]},
	{"notify", "a message in Slack", "delete it in Slack", decode[Notify]},
	{"remind", "a reminder in MOCO, mailed to the customer", "mail can't be undone", decode[Remind]},
	{"set_status", "the invoice's status in MOCO", "set it back in MOCO", decode[SetStatus]},
	{"tag", "tags on the invoice in MOCO", "take them off in MOCO", decode[Tag]},
}

// Actions lists all actions by name.
func Actions() []Action { return slices.Clone(actions) }

func decode[T Params](d *json.Decoder) (Params, error) {
	var p T
	err := d.Decode(&p)
	return p, err
}

// DecodeParams reads the stored details of an action. It fails on an unknown
// action and on unknown fields: both come from another version of the product,
// and what is not understood is not carried out.
func DecodeParams(action string, b []byte) (Params, error) {
	i := slices.IndexFunc(actions, func(a Action) bool { return a.Name == action })
	if i < 0 {
		return nil, fmt.Errorf("unknown action %q", action)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	p, err := actions[i].decode(d)
	if err != nil {
		return nil, fmt.Errorf("action %s: %w", action, err)
	}
	return p, nil
}

// UnmarshalJSON reads a line with the details of its own action.
func (l *Line) UnmarshalJSON(b []byte) error {
	type plain Line
	w := struct {
		*plain
		Params json.RawMessage `json:"params"`
	}{plain: (*plain)(l)}
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	var err error
	if l.Params, err = DecodeParams(l.Action, w.Params); err != nil {
		return fmt.Errorf("line %d: %w", l.N, err)
	}
	return nil
}
