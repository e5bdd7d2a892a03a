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
	r.redirect(s)
	c.PlanExpires = s.duration("plan_expires")
	r.texts(s)
	r.moco(s.section("moco"))
	r.short(s)
	r.store(s.section("store"))
	r.redis(s.section("redis"))
	r.calendar(s.section("calendar"))
	r.legal(s)
	r.limits(s, s.section("limits"))
	r.jobs(s)
	r.exports(s)
	r.jobExports(s)
	r.approvals(s)
	r.approveBy(s)
	r.people(s)
	r.slack(s.section("slack"))
	r.email(s)
	r.s3(s.section("s3"))
	r.web(s)
}

// limits reads the bounds. Without a written one, write: auto is an error.
func (r *reader) limits(file, s section) {
	r.cfg.Limits = Limits{
		RemindersPerRun:            s.number("reminders_per_run"),
		RemindersPerCustomerPerDay: s.number("reminders_per_customer_per_day"),
		ShareOfOpenInvoices:        s.percent("share_of_open_invoices"),
		TimesUsual:                 s.number("times_usual"),
		ChangesPerRun:              s.number("changes_per_run"),
		OnExceed:                   OnExceed(s.enum("on_exceed")),
	}
	if r.cfg.Write == WriteAuto && !s.Has("reminders_per_run") {
		r.list.Add(diag.Problem{Pos: file.Key("write"), Code: "no-limit", Text: "write: auto needs limits.reminders_per_run",
			Why: "without it one wrong rule could write to every customer"})
	}
}

// redirect reads where a trial's mail goes. A reference that comes out empty
// ends the trial unnoticed, so it is said.
func (r *reader) redirect(s section) {
	before := len(*r.list)
	r.cfg.RedirectMailTo = parsed(s, "redirect_mail_to", "email", parseMail, itself)
	n := s.Get("redirect_mail_to")
	if n == nil || r.cfg.RedirectMailTo != "" || len(*r.list) > before || r.queueOnly || !strings.Contains(n.Value, "${") {
		return
	}
	r.list.Add(diag.Problem{Pos: n.Text(), Severity: diag.Warning, Code: "empty-redirect", Text: "redirect_mail_to is set but empty: customers get their mail",
		Help: "set the variable, or take the line out"})
}

// texts refuses a folder of letters here: the letter that a person wrote would
// not go out.
func (r *reader) texts(s section) {
	s.note("texts", "")
	if s.Has("texts") {
		s.Add("texts", diag.Problem{Code: "unsupported", Text: "texts: letters of your own belong to a ladder of a rule file", Help: "write texts: ./texts/ below ladders: in the rule file, and take this line out"})
	}
}

// short looks at the times that guard against doing something twice. Against a
// simulator nobody is harmed.
func (r *reader) short(s section) {
	c := r.cfg
	if r.queueOnly {
		return
	}
	if c.Lease > 0 && c.Lease < time.Second {
		s.Add("lease", diag.Problem{Code: "short", Text: fmt.Sprintf("lease: want at least 1s, got %s", showDuration(c.Lease))})
		return
	}
	if c.Moco.simulated() {
		return
	}
	if c.Lease > 0 && c.Lease < 10*time.Second {
		s.Add("lease", diag.Problem{Severity: diag.Warning, Code: "short", Text: fmt.Sprintf("lease: %s is short", showDuration(c.Lease)),
			Why: "a worker that is only slow loses its work to another", Help: "60s is the default"})
	}
	if c.Settle > 0 && c.Settle < 5*time.Minute {
		s.Add("settle", diag.Problem{Severity: diag.Warning, Code: "short", Text: fmt.Sprintf("settle: %s is short", showDuration(c.Settle)),
			Why: "a write that MOCO shows late would be done twice", Help: "30m is the default"})
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

// mustExist reports a rule file that is not there.
func (r *reader) mustExist(n *diag.Node, file string) bool {
	if n == nil || file == "" || r.queueOnly {
		return true
	}
	info, err := r.env.stat(file)
	p := diag.Problem{Pos: n.Text(), Code: "file"}
	switch {
	case err != nil && reason(err) == reason(fs.ErrNotExist):
		p.Text = fmt.Sprintf("rule file %s does not exist", n.Value)
		p.Help = r.nearFile(n.Value, file)
	case err != nil:
		p.Text = fmt.Sprintf("rule file %s can't be read: %s", n.Value, reason(err))
	case info.Mode.IsDir():
		p.Text = fmt.Sprintf("%s is no rule file", n.Value)
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
