package notifiers

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// Origin says where a message comes from. Every message shows its run.
type Origin struct {
	Job   string          // "overdue-daily"
	Run   string          // "r_8f31"
	Rules []plan.RuleFile // the exact rules
	// MOCO is the address that links to invoices begin with, such as
	// "https://beispiel.mocoapp.com"; "" leaves the links out.
	MOCO string
	// Page is the run's own page; "" if there is none.
	Page string
}

// data are the ids for machines.
func (o Origin) data() map[string]string {
	f := map[string]string{"run": o.Run}
	if o.Job != "" {
		f["job"] = o.Job
	}
	return f
}

// invoice is the invoice's number with a link to it.
func (o Origin) invoice(id billing.ID, label string) Span {
	s := Span{Text: name(label), Style: Bold}
	if s.Text == "" {
		s.Text = "#" + strconv.FormatInt(int64(id), 10)
	}
	if o.MOCO != "" && id > 0 {
		s.Link = strings.TrimSuffix(o.MOCO, "/") + "/invoices/" + strconv.FormatInt(int64(id), 10)
	}
	return s
}

// line is "overdue-daily · Lauf r_8f31 · Regeln dunning.yaml@a1b2c3".
func (o Origin) line(l billing.Language) Rich {
	var files []string
	for _, f := range o.Rules {
		files = append(files, f.Short())
	}
	var rules Rich
	if len(files) > 0 {
		rules = Rich{say(pick(l, "Regeln ", "rules ") + clip(strings.Join(files, ", "), 300))}
	}
	var run Rich
	if o.Run != "" {
		run = Rich{say(pick(l, "Lauf ", "run ")), {Text: o.Run, Link: o.Page}}
	}
	return join(" · ", Rich{say(name(o.Job))}, run, rules)
}

// webLink is the address if it is a plain web address that can't break out of
// a link, else "".
func webLink(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(s, "<>|\" \n") {
		return ""
	}
	return u.String()
}
