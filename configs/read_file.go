package configs

import (
	"fmt"
	"io/fs"
	"net/mail"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/mocowork/mocowork/internal/diag"
)

// file reads the whole of worker.yaml, in the order of Fields.
func (r *reader) file() {
	c := r.cfg
	s := r.bind(r.doc.Root, "", "", "")
	s.number("version")
	c.Timezone = parsed(s, "timezone", "timezone", parseZone, (*time.Location).String)
	c.Locale = s.enum("locale")
	c.DataDir = s.file("data_dir")
	c.Write = Write(s.enum("write"))
	c.Settle, c.Lease, c.Sweep = s.duration("settle"), s.duration("lease"), s.duration("sweep")
	c.DunFrom = s.date("dun_from")
	c.TreatCreatedAsSent = s.boolean("treat_created_as_sent")
	c.RedirectMailTo = parsed(s, "redirect_mail_to", "email", parseMail, itself)
	c.PlanExpires = s.duration("plan_expires")
	c.Texts = s.file("texts")
	r.mustExist(s.Get("texts"), c.Texts, "folder")
	r.moco(s.section("moco"))
	r.store(s.section("store"))
	r.redis(s.section("redis"))
	r.calendar(s.section("calendar"))
	r.limits(s, s.section("limits"))
	r.jobs(s)
	r.exports(s)
	r.jobExports(s)
	r.approvals(s)
	r.slack(s.section("slack"))
	r.web(s)
}

// limits reads the bounds. Without a written one, write: auto is an error.
func (r *reader) limits(file, s section) {
	r.cfg.Limits = Limits{
		RemindersPerRun:            s.number("reminders_per_run"),
		RemindersPerCustomerPerDay: s.number("reminders_per_customer_per_day"),
		ShareOfOpenInvoices:        s.percent("share_of_open_invoices"),
		OnExceed:                   OnExceed(s.enum("on_exceed")),
	}
	if r.cfg.Write == WriteAuto && !s.Has("reminders_per_run") {
		r.list.Add(diag.Problem{Pos: file.Key("write"), Code: "no-limit", Text: "write: auto needs limits.reminders_per_run",
			Why: "without it one wrong rule could write to every customer"})
	}
}

// parseMail reads one plain address: no name, no list.
func parseMail(s string) (string, error) {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || strings.ContainsAny(s, " ,;\r\n") {
		return "", fmt.Errorf("want one address such as test@example.com, got %q", clip(s))
	}
	return s, nil
}

// mustExist reports a file or folder that a key names and that is not there.
func (r *reader) mustExist(n *diag.Node, file, what string) bool {
	if n == nil || file == "" || r.queueOnly {
		return true
	}
	info, err := r.env.stat(file)
	p := diag.Problem{Pos: n.Text(), Code: "file"}
	switch {
	case err != nil && reason(err) == reason(fs.ErrNotExist):
		p.Text = fmt.Sprintf("%s %s does not exist", what, n.Value)
		p.Help = r.nearFile(n.Value, file)
	case err != nil:
		p.Text = fmt.Sprintf("%s %s can't be read: %s", what, n.Value, reason(err))
	case info.Mode.IsDir() != (what == "folder"):
		p.Text = fmt.Sprintf("%s is no %s", n.Value, what)
	default:
		return true
	}
	r.list.Add(p)
	return false
}

// nearFile suggests a file of the same folder, written as the user wrote it.
func (r *reader) nearFile(written, file string) string {
	var known []string
	for _, name := range r.env.list(filepath.Dir(file)) {
		if ext := path.Ext(name); ext == path.Ext(written) || ext == ".yaml" && path.Ext(written) == ".yml" {
			known = append(known, name)
		}
	}
	near := diag.Suggest(filepath.Base(file), known)
	if near == "" {
		return ""
	}
	dir, _ := path.Split(written)
	return "did you mean " + dir + near + "?"
}
