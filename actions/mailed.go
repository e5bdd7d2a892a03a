package actions

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/mocowork/mocowork/exporters"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// mailedLetters are all reminders that this product has mailed, for workbooks,
// with their moments in the configuration's zone.
func (env *Env) mailedLetters(ctx context.Context) ([]exporters.Letter, error) {
	entries, err := env.Ledger.Entries(ctx, ledger.Filter{Action: "email", States: []ledger.State{ledger.Done}})
	if err != nil {
		return nil, err
	}
	var out []exporters.Letter
	for _, e := range entries {
		if mail, ok := e.Params.(plan.Email); ok {
			out = append(out, mailedLetter(e, mail, env.zone()))
		}
	}
	return out, nil
}

func mailedLetter(e ledger.Entry, mail plan.Email, zone *time.Location) exporters.Letter {
	p := mail.Letter
	// Without recipients, MOCO was read instead of asked; then it named none.
	var echo struct {
		To  []string `json:"emails_to"`
		CC  []string `json:"emails_cc"`
		BCC []string `json:"emails_bcc"`
	}
	_ = json.Unmarshal(e.Evidence, &echo)
	to := echo.To
	for _, cc := range echo.CC {
		to = append(to, "CC "+cc)
	}
	for _, bcc := range echo.BCC {
		to = append(to, "BCC "+bcc)
	}
	return exporters.Letter{
		Reminder: mail.ReminderID, InvoiceID: p.InvoiceID, Level: p.Level, Title: p.Title, Open: p.Open, Fee: p.Fee, PayWithin: p.PayWithin,
		Rule: e.Rule, Run: e.Run, ApprovedBy: e.ApprovedBy, To: to, SentAt: e.UpdatedAt.In(zone), Trial: strings.HasPrefix(e.Key, "trial|"),
	}
}
