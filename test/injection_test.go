package test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/test/report"
)

// hostileTexts try to be more than text: to call people, to lead elsewhere, to
// compute, to add a line to a mail.
var hostileTexts = []string{
	"<!channel>", "<!here|here>", "<!everyone>", "<@U0ANNA>", "<#C0FINANCE>", "<!subteam^S0BUCHHALTUNG>", "@channel", "@here",
	"<https://evil.example|Rechnung ansehen>", "<mailto:evil@evil.example|hier>", "https://evil.example/pay", "&lt;!channel&gt;",
	"*fett* _kursiv_ `code`", "> Zitat", "Zeile 1\r\nBcc: evil@evil.example", "Zeile 1\n\n<!channel>", "\u2028<!here>", "\u202eGRE RELLEK",
	`=HYPERLINK("https://evil.example";"x")`, "=1+1", "+49=1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", `=cmd|'/C calc'!A0`,
	"{{.Token}}", "${env:HOME}", "%s%d%n", "'; DROP TABLE invoice; --", "</text>", "]]>",
}

// hostileAddresses are what somebody has typed into a customer's e-mail field:
// none of them is one plain address.
var hostileAddresses = []string{
	"a@kunde.example; evil@evil.example", "a@kunde.example, evil@evil.example", "a@kunde.example\r\nBcc: evil@evil.example",
	"a@kunde.example evil@evil.example", `"<!channel>" <evil@evil.example>`, "evil@evil.example@kunde.example", "<!channel>",
}

// hostileRules say as much as rules can, with hostile texts in their own words.
const hostileRules = `version: 1
ladders:
  standard:
    min_gap: 10d
    steps:
      - {level: 1, name: "<!channel> Erinnerung", after: 7d, pay_within: 10d, fee: 0}
    texts: default
rules:
  - name: dunning
    description: "<!channel> <@U0ANNA>"
    for_each: invoices
    when: invoice.overdue
    unless:
      - {if: invoice.days_overdue == 30, say: "<!channel> <@U0ANNA> <https://evil.example|weil>"}
    actions:
      - remind: {ladder: standard, to: customer_email}
      - comment: {text: "<!channel> {{.Customer.Name}}"}
      - notify: {severity: info, digest: true, text: "<!here> {{.Invoice.Number}} {{.Customer.Name}}"}
  - name: alarm
    for_each: invoices
    when: invoice.days_overdue < 21
    actions:
      - notify: {severity: critical, text: "<!channel> <@U0ANNA> {{.Invoice.Number}} {{.Customer.Name}}"}
`

// TestF86_HostileTexts gives customers, invoices and rules texts that try to be
// more than text, and looks at what Slack, MOCO and the files got of them.
func TestF86_HostileTexts(t *testing.T) {
	t.Parallel()
	var bills []bill
	for i := range len(hostileTexts) + len(hostileAddresses) {
		bills = append(bills, bill{number: fmt.Sprintf("R-%d", 100+i), late: 20 + i%15, customer: 500 + i})
	}
	w := newWorld(t, setup{bills: bills, rules: hostileRules, export: true, rate: "60000/1m", limits: "{reminders_per_run: 100, share_of_open_invoices: 100%, changes_per_run: 100}",
		top: "locale: de-DE"})
	w.edit("worker.yaml", "exports: [open-items]", "exports: [open-items, rows]")
	w.edit("worker.yaml", "exports:\n", "exports:\n  rows: {template: open-items, format: csv, file: \"offen_{{.AsOf}}.csv\", to: [\"dir:./exports\"]}\n")
	account := w.moco.Account()
	put := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, text := range hostileTexts {
		put(account.Change("companies", int64(500+i), map[string]any{"name": text}))
		put(account.Change("invoices", int64(9001+i), map[string]any{"title": text, "recipient_address": text, "tags": []string{text}}))
	}
	for i, address := range hostileAddresses {
		put(account.Change("companies", int64(500+len(hostileTexts)+i), map[string]any{"email": address}))
	}
	w.worker("run", "dun")
	seen := w.calledNobody()
	if !strings.Contains(seen, "&lt;!channel&gt;") {
		t.Error("no message shows a hostile text as text")
	}
	w.mailedOnlyCustomers()
	seen += w.computesNothing()
	fired := 0
	for _, b := range bills {
		if strings.Contains(seen, b.number) {
			fired++
		} else {
			t.Errorf("nobody heard of %s", b.number)
		}
	}
	report.Print(t, report.Row{ID: "F86", Min: len(bills), Runs: len(bills), Fired: fired,
		Note: "0 mentions in Slack's log; mail to one plain address of MOCO or to nobody; no cell computes"})
}

// control of Slack's syntax: what would call somebody, or lead elsewhere.
var (
	mention  = regexp.MustCompile(`<[!@#][^>]*>`)
	evilLink = regexp.MustCompile(`<[^<>|]*evil\.example[^<>]*>`)
)

// calledNobody fails the test if a message mentions anybody or links elsewhere.
// It returns all texts.
func (w *world) calledNobody() string {
	w.t.Helper()
	var all strings.Builder
	for _, m := range w.slack.Messages() {
		texts := []string{m.Text}
		var blocks any
		if len(m.Blocks) > 0 && json.Unmarshal(m.Blocks, &blocks) == nil {
			texts = append(texts, marked(blocks)...)
		}
		for _, text := range texts {
			all.WriteString(text + "\n")
			if found := append(mention.FindAllString(text, -1), evilLink.FindAllString(text, -1)...); len(found) > 0 {
				w.t.Errorf("a message in %s has %q: %.300q", m.ChannelName, found, text)
			}
		}
		if m.Args["link_names"] == "1" || m.Args["link_names"] == "true" || m.Args["parse"] == "full" {
			w.t.Errorf("Slack is asked to find names in %.100q", m.Text)
		}
	}
	return all.String()
}

// marked are the texts of blocks, and for each element that is a mention or a
// link what a text would have to say to be the same.
func marked(v any) (out []string) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			out = append(out, marked(x)...)
		}
	case map[string]any:
		switch v["type"] {
		case "mrkdwn":
			return []string{fmt.Sprint(v["text"])}
		case "plain_text", "text":
			// Slack shows these as they are.
			return []string{strings.NewReplacer("<", "(", ">", ")").Replace(fmt.Sprint(v["text"]))}
		case "user", "usergroup", "broadcast", "channel":
			return []string{fmt.Sprintf("<!%v>", v["type"])}
		}
		for key, x := range v {
			if key == "url" {
				out = append(out, fmt.Sprintf("<%v>", x))
			}
			out = append(out, marked(x)...)
		}
	}
	return out
}

// mailedOnlyCustomers fails the test if MOCO was asked to mail anybody but the
// customer's own plain address, or if a line was added to a mail's head.
func (w *world) mailedOnlyCustomers() {
	w.t.Helper()
	plain := regexp.MustCompile(`^rechnung@kunde\d+\.example$`)
	mails := w.moco.Emails()
	for _, m := range mails {
		if !plain.MatchString(m.To) || m.CC+m.BCC != "" || strings.ContainsAny(m.Subject, "\r\n") {
			w.t.Errorf("a mail to %q, %q, %q about %q", m.To, m.CC, m.BCC, m.Subject)
		}
	}
	if len(mails) == 0 {
		w.t.Error("no mail was sent at all")
	}
}

var formulas = regexp.MustCompile(`(?s)<f[ >].*?</f>`)

// computesNothing fails the test if customer text became a formula or a link in
// an export. It returns what the CSV files hold.
func (w *world) computesNothing() string {
	w.t.Helper()
	var all strings.Builder
	for _, file := range w.exports("*.csv") {
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(readFile(w.t, file), "\ufeff")))
		r.Comma, r.FieldsPerRecord = ';', -1
		rows, err := r.ReadAll()
		if err != nil {
			w.t.Fatal(err)
		}
		for _, row := range rows {
			for _, cell := range row {
				all.WriteString(cell + "\n")
				if cell != "" && strings.ContainsRune("=+@\t\r", rune(cell[0])) || strings.HasPrefix(cell, "-1+") {
					w.t.Errorf("%s: a cell begins %.40q", filepath.Base(file), cell)
				}
			}
		}
	}
	for _, file := range w.exports("*.xlsx") {
		err := parts(file, func(name string, part []byte) {
			for _, f := range formulas.FindAll(part, -1) {
				if slices.ContainsFunc([]string{"evil", "cmd", "1+1", "calc"}, func(s string) bool { return strings.Contains(string(f), s) }) {
					w.t.Errorf("%s: the formula %s", name, f)
				}
			}
			if strings.HasSuffix(name, ".rels") && strings.Contains(string(part), "evil") {
				w.t.Errorf("%s links elsewhere", name)
			}
		})
		if err != nil {
			w.t.Fatal(err)
		}
	}
	return all.String()
}

func (w *world) exports(pattern string) []string {
	w.t.Helper()
	files, err := filepath.Glob(w.path("exports/" + pattern))
	if err != nil || len(files) == 0 {
		w.t.Fatalf("no %s, %v", pattern, err)
	}
	return files
}
