package configs

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/internal/diag"
)

func (r *reader) jobs(file section) {
	if !file.Has("jobs") {
		return
	}
	lines := map[string]int{}
	for _, s := range file.items("jobs", "job", "name") {
		j := r.job(s)
		if first := lines[j.Name]; first > 0 {
			s.Errorf("name", "duplicate", "job %q is here twice; the first is in line %d", j.Name, first)
			continue
		}
		if j.Name != "" {
			lines[j.Name] = j.Pos.Line
		}
		r.cfg.Jobs = append(r.cfg.Jobs, j)
	}
}

func (r *reader) job(s section) Job {
	j := Job{
		Name:        parsed(s, "name", "name", parseName, itself),
		Description: s.text("description"),
		Schedule:    r.schedule(s, s.section("schedule")),
		Pull:        s.list("pull"),
		Rules:       r.ruleFiles(s),
		Exports:     s.list("exports"),
		Period:      s.enum("period"),
		LateChanges: s.number("late_changes"),
		Timeout:     s.duration("timeout"),
		Pos:         s.Pos("name"),
	}
	for _, n := range s.Get("exports").Items() {
		j.ExportPos = append(j.ExportPos, n.Text())
	}
	j.Write = r.jobWrite(s)
	j.AlertIfSilentFor = s.duration("alert_if_silent_for")
	if j.Name != "" && len(j.Rules) == 0 && len(j.Exports) == 0 && !s.Has("pull") && !s.Has("rules") {
		s.List().Warnf(s.Pos("name"), "idle", "job %q has neither rules nor exports: it only reads", j.Name)
	}
	return j
}

// parseName reads a name that stands in commands, records and addresses.
func parseName(s string) (string, error) {
	ok := len(s) <= 63
	for i, c := range s {
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || i > 0 && (c == '-' || c == '_'))
	}
	if !ok {
		return "", fmt.Errorf("want a short name of a-z, 0-9, - and _, got %q", clip(s))
	}
	return s, nil
}

// jobWrite is the job's brake: its own if that is firmer.
func (r *reader) jobWrite(s section) Write {
	w := Write(s.enum("write"))
	switch {
	case w == "":
		return r.cfg.Write
	case r.cfg.Write != "" && !w.AtMost(r.cfg.Write):
		s.Add("write", diag.Problem{Code: "write", Text: fmt.Sprintf("a job can't raise write from %s to %s", r.cfg.Write, w),
			Why: "the file's write is the brake for everything; a job may only lower it"})
		return r.cfg.Write
	}
	return w
}

func (r *reader) schedule(job, s section) Schedule {
	out := Schedule{
		Cron:      parsed(s, "cron", "cron", parseCron, calendar.Cron.String),
		OnHoliday: calendar.OnHoliday(s.enum("on_holiday")),
		IfMissed:  calendar.IfMissed(s.enum("if_missed")),
		Pos:       s.Pos("cron"),
	}
	if short := out.Cron.ShortMonths(); len(short) > 0 {
		s.Add("cron", diag.Problem{Severity: diag.Warning, Code: "short-month", Text: "not every month has this day: no run in " + monthNames(short),
			Help: "use L for the last day of the month"})
	}
	if out.Cron.IsZero() || r.env.Now.IsZero() || r.cfg.Timezone == nil {
		return out
	}
	if risk := out.Cron.DSTRisk(r.env.Now, r.cfg.Timezone); risk.Any() {
		s.Add("cron", diag.Problem{Severity: diag.Warning, Code: "clock-change", Text: "the clocks change: " + risk.String(),
			Help: "choose a time before 02:00 or from 03:00 on; a skipped time runs at the next minute that exists, a doubled one once"})
	}
	return out
}

// monthNames lists months, such as "February, April and June".
func monthNames(months []time.Month) string {
	names := make([]string, len(months))
	for i, m := range months {
		names[i] = m.String()
	}
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

func parseCron(s string) (calendar.Cron, error) {
	c, err := calendar.ParseCron(s)
	var e calendar.CronError
	if errors.As(err, &e) {
		return c, diag.Problem{Text: e.Message, Help: e.Help}
	}
	return c, err
}

// ruleFiles are the job's rule files; each must exist.
func (r *reader) ruleFiles(s section) []RuleFile {
	s.list("rules")
	var files []RuleFile
	for _, n := range s.Get("rules").Items() {
		if n.Kind != diag.Scalar {
			continue
		}
		f := RuleFile{Path: joinPath(r.dir, n.Value), Pos: n.Text()}
		if slices.ContainsFunc(files, func(g RuleFile) bool { return g.Path == f.Path }) {
			r.list.Errorf(f.Pos, "duplicate", "rule file %s is here twice", n.Value)
			continue
		}
		if r.mustExist(n, f.Path) {
			files = append(files, f)
		}
	}
	return files
}

// jobExports checks the exports that jobs name, once all are known.
func (r *reader) jobExports(file section) {
	var known []string
	for _, e := range file.Get("exports").Fields() {
		known = append(known, e.Key.Value)
	}
	for _, j := range file.Get("jobs").Items() {
		for _, n := range j.Get("exports").Items() {
			if n.Kind != diag.Scalar || slices.Contains(known, n.Value) {
				continue
			}
			r.list.Add(diag.Problem{Pos: n.Text(), Code: "unknown-export", Text: fmt.Sprintf("there is no export %q", clip(n.Value)), Help: diag.DidYouMean(n.Value, known)})
		}
		if p := j.Get("period"); p.IsNull() {
			r.needPeriod(file, j)
		}
	}
}

// needPeriod reports exports whose file name wants a period that their job
// does not have.
func (r *reader) needPeriod(file section, job *diag.Node) {
	for _, n := range job.Get("exports").Items() {
		pattern := file.Get("exports").Get(n.Value).Get("file")
		if n.Kind == diag.Scalar && pattern != nil && strings.Contains(pattern.Value, ".Period") {
			r.list.Add(diag.Problem{Pos: n.Text(), Code: "period", Text: fmt.Sprintf("export %q has {{.Period}} in its file name, but this job has no period", n.Value),
				Help: "add period: previous_month to the job, or use {{.AsOf}}"})
		}
	}
}
