package ruletest

import "strings"

// Markdown is the reference of test files for people: a table of keys for each
// of their maps, and what may be expected of each action.
func Markdown() string {
	var b strings.Builder
	for _, s := range sections() {
		b.WriteString("## " + s.title + "\n\n| key | meaning |\n|---|---|\n")
		for _, k := range s.keys {
			name := "`" + k.name + "`"
			if k.required {
				name += " (required)"
			}
			b.WriteString("| " + name + " | " + strings.ReplaceAll(k.doc, "|", `\|`) + " |\n")
		}
		b.WriteString("\n")
	}
	b.WriteString("## What expect may name\n\n| action | details |\n|---|---|\n")
	for _, a := range actions() {
		var names []string
		for _, p := range a.params {
			names = append(names, "`"+p.name+"`")
		}
		b.WriteString("| `" + a.name + "` | " + strings.Join(names, ", ") + " |\n")
	}
	return b.String()
}

type section struct {
	title string
	keys  keys
}

func sections() []section {
	out := []section{
		{"The file", fileKeys()}, {"config", configKeys()}, {"A test", testKeys()}, {"An invoice", invoiceKeys()}, {"A customer", customerKeys()},
		{"A payment", paymentKeys(true)}, {"A reminder", reminderKeys(true)}, {"A project", projectKeys()}, {"ledger", ledgerKeys()},
	}
	for _, r := range rows() {
		out = append(out, section{r.name, r.keys()})
	}
	return out
}
