// Command faults prints what a run of the tests has found out about faults, and
// fails if one is missing that docs/reliability.md promises:
//
//	MOCOWORK_FAULTS=/tmp/faults.jsonl go test -count=1 ./...
//	go run ./test/report/faults /tmp/faults.jsonl
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/mocowork/mocowork/test/report"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("want the file that MOCOWORK_FAULTS named")
	}
	results, err := report.Read(args[0])
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, r := range results {
		seen[r.ID] = true
		fmt.Println(r.Line())
	}
	page, err := os.ReadFile("docs/reliability.md")
	if err != nil {
		return err
	}
	promised, _, err := report.Page(string(page))
	if err != nil {
		return err
	}
	var missing []string
	for _, id := range promised {
		if !seen[id] {
			missing = append(missing, id)
		}
	}
	fmt.Printf("%d faults met by %d tests\n", len(seen), len(results))
	if len(missing) > 0 {
		return fmt.Errorf("no result for %s, which docs/reliability.md promises", strings.Join(missing, ", "))
	}
	return nil
}
