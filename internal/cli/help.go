package cli

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/internal/checks"
	"github.com/mocowork/mocowork/internal/diag"
)

func goVersion() string { return runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH }

type helpCmd struct {
	Topic string `arg:"" optional:"" help:"exit-codes, environment, money, reload, or rules/CODE for what a check says, such as rules/unknown-field."`
}

// topics are the help pages beyond the commands.
var topics = map[string]string{
	"exit-codes": `EXIT CODES
    0  done; or planned, whatever the plan holds
    1  failed
    2  wrong use
    3  the configuration, the rules, the store or a clock is wrong, or a worker runs here already
    4  a key was refused by MOCO, Slack or Redis; do not retry
    5  a limit stopped it; nothing was sent
    6  partly done: some actions failed or are unclear
    7  waits for approval
    8  the plan is used up, or expired: plan again
   10  with --exit-code: the plan has actions
   75  MOCO, Slack or Redis can't be reached now; try again
  130  stopped by Ctrl-C; what was sent is in the audit

New codes may come. Treat a code that you do not know as a failure.
`,
	"environment": `ENVIRONMENT
  MOCOWORK_SECTION_KEY  overrides a value of worker.yaml, such as
                        MOCOWORK_WRITE=off or MOCOWORK_STORE_URL=…
  NO_COLOR              any value: no colours
  XDG_CONFIG_HOME       where the user's configuration is looked for

worker.yaml takes secrets as ${env:NAME}, ${env:NAME:-default} or
${file:PATH}; which names those are is up to the file.
`,
	"reload": `RELOAD
A serving worker reads worker.yaml and the rule files when it starts, and when
it is told to: by 'worker reload', or by the signal SIGHUP (systemctl reload).
An edit alone changes nothing, but for one thing: a firmer write: counts at once.

  worker rules check    find mistakes before
  worker reload         load, and say what was loaded or every mistake
  worker doctor         does the worker work by the files as they are?

All files are right: they count from the next run on; a run under way goes on by
what it began with. Anything is wrong: nothing changes, 'worker reload' ends with
3, and the log, Slack and the metric mocowork_config_last_reload_successful say so.

A restart is needed for:
LASTING
`,
	"money": `MONEY
Amounts are whole cents with a currency; nothing is ever rounded or converted.
In rules they compare with amounts of the same currency only:

  invoice.open >= eur(500)
  invoice.open >= money(500, invoice.currency)
  invoice.open >= amounts.minimum      # amounts: {minimum: {EUR: 10, CHF: 10}}

Totals are per currency. Open is the gross total less the payments.
`,
}

// codeTopic is how the topics of codes begin.
const codeTopic = "rules/"

// Run prints a help page.
func (c *helpCmd) Run(w *World) error {
	if code, ok := strings.CutPrefix(c.Topic, codeTopic); ok {
		return helpOnCode(w, code)
	}
	text, ok := topics[c.Topic]
	if !ok {
		var names []string
		for name := range topics {
			names = append(names, name)
		}
		slices.Sort(names)
		return &exit{ExitUsage, fmt.Errorf("no help on %q; there is: %s", c.Topic, strings.Join(append(names, codeTopic+"CODE"), ", "))}
	}
	_, err := fmt.Fprint(w.Stdout, strings.Replace(text, "LASTING", lasting(), 1))
	return err
}

// lasting are the keys that need a restart, two lines of them.
func lasting() string {
	keys := configs.Lasting()
	half := (len(keys) + 1) / 2
	return strings.Join(keys[:half], ", ") + ",\n" + strings.Join(keys[half:], ", ")
}

// helpOnCode prints the page of a code.
func helpOnCode(w *World, code string) error {
	p, ok := checks.Lookup(code)
	if !ok {
		text := fmt.Sprintf("no check has the code %q", code)
		if near := diag.Suggest(code, checks.Codes()); near != "" {
			text += fmt.Sprintf("; did you mean %q?", near)
		}
		return &exit{ExitUsage, errors.New(text)}
	}
	_, err := fmt.Fprint(w.Stdout, p.Text())
	return err
}
