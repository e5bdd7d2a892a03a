package configs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
)

func (r *reader) exports(file section) {
	for _, s := range file.entries("exports", "export") {
		e := Export{Name: s.key, Pos: s.node.Pos()}
		if _, err := parseName(s.key); err != nil {
			r.list.Errorf(e.Pos, "name", "exports: %s", err)
		}
		e.Template = s.enum("template")
		e.Table = r.custom(s.section)
		e.File = parsed(s.section, "file", "file-name", parseFileName, itself)
		e.To = r.sinks(s.section)
		e.Keep = parsed(s.section, "keep", "keep", ParseKeep, Keep.String)
		e.Format = s.enum("format")
		if ending := formatOf(e.File); e.Format == "" {
			e.Format = ending
		} else if ending != "" && e.Format != ending {
			s.Errorf("format", "format", "format is %s, but the file's name ends with .%s", e.Format, ending)
		}
		if pdfs := e.Template == "invoice-pdfs"; e.File != "" && pdfs != (e.Format == "zip") {
			s.Errorf("file", "format", "an archive (.zip) holds the documents of template invoice-pdfs, and that template makes nothing else; the file's name ends with .%s", formatOf(e.File))
		}
		e.People = s.enum("people")
		e.Target = parsed(s.section, "target", "target", parseTarget, billing.Decimal.String)
		e.IncludeSick = s.boolean("include_sick")
		checkSick(s.section, e)
		r.cfg.Exports = append(r.cfg.Exports, e)
	}
}

// checkSick refuses sick days in an export that goes to nobody in particular:
// they are health data (Art. 9 GDPR).
func checkSick(s section, e Export) {
	if !e.IncludeSick {
		return
	}
	named := slices.ContainsFunc(e.To, func(to Sink) bool { return to.Channel != "" })
	switch {
	case e.Template != "absences" && e.Template != "utilisation":
		s.Errorf("include_sick", "sick-days", "include_sick: template %q has no sick days; they are in absences and utilisation", e.Template)
	case !named:
		s.Add("include_sick", diag.Problem{Code: "sick-days", Text: "include_sick: sick days are health data; this export names no channel that they may go to",
			Help: `name the channel of the people who may see them, such as to: ["#hr"]`})
	}
}

// parseTarget reads an amount such as 120000 or a share such as 75%.
func parseTarget(s string) (billing.Decimal, error) {
	d, err := billing.ParseDecimal(strings.TrimSuffix(s, "%"))
	if err != nil || d.Sign() <= 0 {
		return billing.Decimal{}, diag.Problem{Text: fmt.Sprintf("want an amount such as 120000 or a share such as 75%%, got %q", clip(s)),
			Help: "revenue: amount per month in the account's currency; utilisation: billable of target hours in per cent"}
	}
	return d, nil
}

// formats are the endings of file names.
func formats() []string { return []string{"xlsx", "csv", "jsonl", "zip"} }

// formatOf is the ending of a file name.
func formatOf(file string) string { return file[strings.LastIndexByte(file, '.')+1:] }

// parseFileName checks the pattern of a file name by filling it in.
func parseFileName(s string) (string, error) {
	t, err := template.New("").Option("missingkey=error").Parse(s)
	var b strings.Builder
	if err == nil {
		err = t.Execute(&b, map[string]string{"AsOf": "2026-01-31", "Period": "2026-01", "Job": "job"})
	}
	name := b.String()
	p := diag.Problem{Help: `such as "offene-posten_{{.AsOf}}.xlsx"; there is {{.AsOf}}, {{.Period}} and {{.Job}}`}
	switch {
	case err != nil:
		p.Text = fmt.Sprintf("file name %q is not understood", clip(s))
	case strings.ContainsAny(name, `/\`) || strings.HasPrefix(name, "."):
		p.Text = fmt.Sprintf("file name %q leads out of its folder", clip(s))
		p.Help = "name only the file here, and the folder under to: dir:FOLDER"
	case strings.ContainsAny(name, "<>:\"|?*\n\r\t") || strings.Trim(name, " ") != name || len(name) > 200:
		p.Text = fmt.Sprintf("file name %q can't be used on every system", clip(s))
		p.Help = `leave out < > : " | ? * and spaces at the ends`
	case !slices.Contains(formats(), formatOf(name)):
		p.Text = fmt.Sprintf("file name %q does not end with .xlsx, .csv, .jsonl or .zip", clip(s))
	default:
		return s, nil
	}
	return "", p
}

// sinks are the places of an export; without any, a folder in data_dir.
func (r *reader) sinks(s section) []Sink {
	s.list("to")
	var out []Sink
	for _, n := range s.Get("to").Items() {
		if n.Kind != diag.Scalar {
			continue
		}
		sink, err := r.parseSink(n.Value)
		if err != nil {
			r.list.Errorf(n.Text(), "to", "to: %s", err)
			continue
		}
		out = append(out, sink)
	}
	if len(out) == 0 {
		return []Sink{{Dir: joinPath(r.cfg.DataDir, "exports")}}
	}
	return out
}

func (r *reader) parseSink(s string) (Sink, error) {
	scheme, rest, _ := strings.Cut(s, ":")
	switch scheme {
	case "dir":
		if rest == "" {
			return Sink{}, fmt.Errorf("dir: needs a folder, such as dir:/var/lib/worker/exports")
		}
		return Sink{Dir: joinPath(r.dir, rest)}, nil
	case "s3", "gs", "azblob":
		bucket, err := parseBucket(s)
		return Sink{Bucket: bucket}, err
	case "mailto":
		_, err := parseChannel(s)
		return Sink{Mail: rest}, err
	}
	if _, err := parseChannel(s); err != nil {
		return Sink{}, fmt.Errorf("want a channel such as #finance, a folder such as dir:./exports, a bucket (s3://…) or mailto:ADDRESS, got %q", clip(s))
	}
	return Sink{Channel: s}, nil
}

// ParseKeep reads "24 months", "90 days", "2 years" or "90d".
func ParseKeep(s string) (Keep, error) {
	digits := s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
	n, err := strconv.Atoi(digits)
	unit := strings.TrimSuffix(strings.TrimSpace(s[len(digits):]), "s")
	if err == nil && n > 0 && n <= 3660 {
		switch unit {
		case "day", "d":
			return Keep{Days: n}, nil
		case "week", "w":
			return Keep{Days: 7 * n}, nil
		case "month":
			return Keep{Months: n}, nil
		case "year":
			return Keep{Months: 12 * n}, nil
		}
	}
	return Keep{}, fmt.Errorf("want a time such as 24 months or 90 days, got %q", clip(s))
}

// String prints "24 months" or "90 days".
func (k Keep) String() string {
	switch {
	case k.Months > 0:
		return fmt.Sprintf("%d months", k.Months)
	case k.Days > 0:
		return fmt.Sprintf("%d days", k.Days)
	}
	return "for ever"
}
