package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// Said is what was said about an invoice so far, by what the ledger knows:
// oldest first.
type Said struct {
	Messages []Told `json:"messages"` // to people inside
	Letters  []Told `json:"letters"`  // to the customer
}

// Told is a message or a letter that went out.
type Told struct {
	On    billing.Date `json:"on"` // in the configuration's zone
	Rule  string       `json:"rule,omitempty"`
	Level int          `json:"level,omitzero"` // of a letter
	// To is the channel, "digest", or the recipients; "" if nobody noted it.
	To  string `json:"to,omitempty"`
	Run string `json:"run"`
}

// Said reads from the ledger what was said about an invoice.
func (a *App) Said(ctx context.Context, invoice billing.ID) (Said, error) {
	out := Said{Messages: []Told{}, Letters: []Told{}}
	entries, err := a.Ledger.Entries(ctx, ledger.Filter{Invoice: invoice, States: []ledger.State{ledger.Done}})
	if err != nil {
		return out, err
	}
	now, err := a.Ledger.Now(ctx)
	if err != nil {
		return out, err
	}
	// The database's clock is not that of dates in a demo.
	shift := a.opt.Now().Sub(now)
	for _, e := range entries {
		t := Told{On: billing.DateOf(e.UpdatedAt.Add(shift).Round(time.Second).In(a.Config.Timezone)), Rule: e.Rule, Run: e.Run}
		switch p := e.Params.(type) {
		case plan.Notify:
			t.To = strings.TrimPrefix(e.Reason, "told ")
			if p.Digest {
				t.To = "digest"
			}
			out.Messages = append(out.Messages, t)
		case plan.Email:
			t.Level, t.To = p.Letter.Level, cmp.Or(recipientsOf(e), p.Letter.To)
			out.Letters = append(out.Letters, t)
		}
	}
	return out, nil
}

// recipientsOf are those that MOCO named when it had mailed a letter.
func recipientsOf(e ledger.Entry) string {
	var seen struct {
		To []string `json:"emails_to"`
	}
	if json.Unmarshal(e.Evidence, &seen) != nil {
		return ""
	}
	return strings.Join(seen.To, ", ")
}

// Print writes what was said in a line for people. The error is w's.
func (s Said) Print(w io.Writer, lang billing.Language) error {
	var messages, letters []string
	for _, m := range s.Messages {
		if m.To == "digest" {
			messages = append(messages, fmt.Sprintf("digest %s", m.On.Format(lang)))
			continue
		}
		messages = append(messages, fmt.Sprintf("%s on %s%s", m.Rule, m.On.Format(lang), to(m)))
	}
	for _, l := range s.Letters {
		letters = append(letters, fmt.Sprintf("level %d on %s%s (run %s)", l.Level, l.On.Format(lang), to(l), l.Run))
	}
	_, err := fmt.Fprintf(w, "\nSaid about it so far: %s. Letters: %s.\n", cmp.Or(strings.Join(messages, ", "), "nothing"), cmp.Or(strings.Join(letters, ", "), "none"))
	return err
}

func to(t Told) string {
	if t.To == "" {
		return ""
	}
	return " to " + t.To
}
