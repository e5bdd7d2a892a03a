// Command worker chases invoices in MOCO, fills workbooks and tells Slack, by
// rules that people can read.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // zones, also where the system has none

	"github.com/mocowork/mocowork/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal ends the work in hand and stops; the second stops now.
	context.AfterFunc(ctx, stop)
	os.Exit(cli.Main(ctx, cli.OS(), os.Args[1:]))
}
