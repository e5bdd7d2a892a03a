package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/exporters"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
)

// lockName is the file in the data folder that a serving worker holds.
const lockName = "serve.lock"

// claimFolder makes this the one worker on a SQLite store.
func (s *Server) claimFolder() error {
	if s.app().DB.Dialect != db.SQLite {
		return nil
	}
	path := filepath.Join(s.app().Config.DataDir, lockName)
	f, err := lock(path)
	if err != nil {
		who := ""
		if b, readErr := os.ReadFile(path); readErr == nil && len(b) > 0 {
			who = " (" + strings.TrimSpace(string(b)) + ")"
		}
		return &RefusedError{Reason: fmt.Sprintf("another worker serves %s already%s. One worker per SQLite file; for several use store.url: postgres://…",
			s.app().Config.DataDir, who)}
	}
	s.lock = f
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "process %d since %s\n", os.Getpid(), s.app().opt.Now().In(s.app().Config.Timezone).Format("Mon 02 Jan 2006, 15:04"))
	return err
}

// tidy removes the unfinished files that vanished runs left in the folders of
// exports.
func (s *Server) tidy(ctx context.Context) error {
	runs, err := s.app().Engine.Unfinished(ctx)
	if err != nil {
		return err
	}
	alive := func(run string) bool {
		return slices.ContainsFunc(runs, func(r ledger.Run) bool { return r.ID == run })
	}
	for _, x := range s.app().Config.Exports {
		for _, to := range x.To {
			if _, err := os.Stat(to.Dir); to.Dir == "" || err != nil {
				continue
			}
			if removed, err := (exporters.Dir{Root: to.Dir}).Sweep(alive); err != nil || len(removed) > 0 {
				s.log.Info("unfinished files removed", "folder", to.Dir, "files", len(removed), "error", err)
			}
		}
	}
	return nil
}
