// Command enqueue asks mocowork's workers for a run and reports on it.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // zones, also where the system has none

	"github.com/mocowork/mocowork/internal/enqueue"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(enqueue.Main(ctx, enqueue.OS(), os.Args[1:]))
}
