package app

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
)

// Backup is a copy of the store.
type Backup struct {
	File   string `json:"file"`
	Size   int64  `json:"size"`   // bytes
	Events int    `json:"events"` // of the audit, which is unbroken in the copy
	Head   string `json:"head"`   // the hash of the last one
}

// Backup copies the SQLite store into a file while work goes on, and proves the
// copy. to "" means a file in the folder backups of the data folder, named by
// the moment. The error says what to do.
func (a *App) Backup(ctx context.Context, to string) (Backup, error) {
	if to == "" {
		to = filepath.Join(a.Config.DataDir, "backups", "mocowork-"+a.opt.Now().UTC().Format("20060102T150405Z")+".db")
	}
	var b Backup
	size, err := a.DB.Backup(ctx, to, func(copied *db.DB) error {
		l := ledger.New(copied, ledger.Options{Account: a.Config.Moco.Account})
		n, err := l.Verify(ctx)
		if err != nil {
			return fmt.Errorf("the audit in it: %w", err)
		}
		b.Events = n
		b.Head, err = l.Head(ctx)
		return err
	})
	b.File, b.Size = to, size
	return b, err
}

// DumpCommand is how PostgreSQL's own program saves the store of an address,
// without the password; "" for a SQLite store.
func DumpCommand(storeURL, to string) string {
	u, err := url.Parse(storeURL)
	if err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
		return ""
	}
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	q := u.Query()
	for name := range q {
		// Anything else may hold a secret, or be none of pg_dump's business.
		if name != "host" && name != "port" && name != "user" && name != "sslmode" && name != "sslrootcert" {
			q.Del(name)
		}
	}
	u.RawQuery = q.Encode()
	if to == "" {
		to = "mocowork.dump"
	}
	return fmt.Sprintf("pg_dump --format=custom --file %s %s", quoted(to), quoted(u.String()))
}

// quoted is a word as a shell takes it.
func quoted(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-:@", r)
	}
	if s != "" && strings.TrimFunc(s, plain) == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
