package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
)

// markName is the file in the data folder that remembers how far the store had
// come.
const markName = "store.mark"

// markEvery is the shortest time between two writes of the mark while work goes
// on.
const markEvery = time.Second

// mark is what the data folder knows of the store without asking it: that there
// was one, and its latest event. A store that has vanished or is older than its
// mark has forgotten what was sent.
type mark struct {
	V     int    `json:"v"`
	Store string `json:"store"` // in words, without secrets
	Seq   int64  `json:"events"`
	Hash  string `json:"hash"` // of the event with that number
}

// keeper reads and writes the mark of a data folder.
type keeper struct {
	path   string
	ledger *ledger.Ledger
	store  string
	older  func(was int64) // hears that the store is older than the mark

	mu      sync.Mutex
	mark    mark
	written time.Time
}

// readMark reads the mark of a data folder; found is false where no store was
// used yet. What can't be understood is no mark: a store was there all the same.
func readMark(dir string) (m mark, found bool, err error) {
	b, err := os.ReadFile(filepath.Join(dir, markName))
	if errors.Is(err, fs.ErrNotExist) {
		return mark{}, false, nil
	}
	if err != nil {
		return mark{}, false, err
	}
	if json.Unmarshal(b, &m) != nil {
		m = mark{}
	}
	return m, true, nil
}

// changed is called after a change of the store: once in a while the mark
// follows it. Nothing waits for somebody else who is at it.
func (k *keeper) changed() {
	if !k.mu.TryLock() {
		return
	}
	defer k.mu.Unlock()
	if time.Since(k.written) < markEvery {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_ = k.follow(ctx) // the next change tries again; an older mark is no wrong one
}

// close lets the mark follow the store for the last time.
func (k *keeper) close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return k.follow(ctx)
}

// follow compares the mark with the store and writes where that stands now. A
// store that is behind the mark was replaced by an older one; it is told once.
func (k *keeper) follow(ctx context.Context) error {
	k.written = time.Now()
	seq, hash, err := k.ledger.Last(ctx)
	if err != nil || seq == k.mark.Seq && hash == k.mark.Hash {
		return err
	}
	if k.mark.Seq > 0 {
		has, err := k.ledger.Has(ctx, k.mark.Seq, k.mark.Hash)
		if err != nil {
			return err
		}
		if !has {
			k.older(k.mark.Seq)
			// Only a store that has noted it is the one to follow from now on.
			rereading, err := k.ledger.Rereading(ctx)
			if err != nil || !rereading {
				return err
			}
			if seq, hash, err = k.ledger.Last(ctx); err != nil {
				return err
			}
		}
	}
	return k.write(mark{V: 1, Store: k.store, Seq: seq, Hash: hash})
}

// write replaces the mark; after a power cut there is the old one or the new.
func (k *keeper) write(m mark) error {
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(k.path), "."+markName+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(append(b, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), k.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	k.mark = m
	return nil
}

// openMarked opens the store. One that the mark knows of must be there: a lost
// ledger must not look like "nothing was ever sent".
func (a *App) openMarked(ctx context.Context) error {
	m, found, err := readMark(a.Config.DataDir)
	if err != nil {
		return fmt.Errorf("data_dir: %w", err)
	}
	a.DB, err = db.Open(ctx, a.storeURL(), db.Options{MustExist: found, QuickCheck: a.opt.QuickCheck})
	if err != nil {
		if found {
			return refusal(err, fmt.Sprintf(" (to begin a new ledger on purpose, remove %s)", filepath.Join(a.Config.DataDir, markName)))
		}
		return refusal(err)
	}
	a.keeper = &keeper{path: filepath.Join(a.Config.DataDir, markName), store: a.DB.Name(), mark: m}
	return nil
}

// refusal turns an error that time does not heal into one that ends the start.
func refusal(err error, more ...string) error {
	var unfit *db.UnfitError
	if !errors.As(err, &unfit) {
		return err
	}
	return &RefusedError{Reason: err.Error() + strings.Join(more, "")}
}

// checkMark compares the opened store with the mark.
func (a *App) checkMark(ctx context.Context) error {
	a.keeper.ledger, a.keeper.older = a.Ledger, a.noteOlder
	rereading, err := a.Ledger.Rereading(ctx)
	if err != nil {
		return err
	}
	a.rereading.Store(rereading)
	a.older.Store(rereading)
	a.keeper.mu.Lock()
	defer a.keeper.mu.Unlock()
	return a.keeper.follow(ctx)
}

// noteOlder is called when the store is older than it was.
func (a *App) noteOlder(was int64) {
	a.rereading.Store(true)
	a.older.Store(true)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	text := olderStore
	if err := a.Ledger.Restored(ctx, was); err != nil {
		text = fmt.Sprintf("%s (it can't be recorded: %v)", text, err)
	}
	fmt.Fprintf(a.opt.Stderr, "warning: store %s: %s\n", a.DB.Name(), text)
	a.opt.Logger.Error("the store is older than it was", "store", a.DB.Name(), "events", was)
}

// olderStore says what a restored store means and what to do.
const olderStore = "it is older than it was, as after a backup was put back: what was done since is missing in it. " +
	"Nothing is written to MOCO before all its reminders were read again; then run: worker reconcile"

// reread reads all reminders of MOCO after an older store was noticed, so that
// the levels are known before anything is written.
func (a *App) reread(ctx context.Context) {
	if !a.rereading.Load() {
		return
	}
	a.rereadAlone.Lock()
	defer a.rereadAlone.Unlock()
	if !a.rereading.Load() {
		return // somebody else has, meanwhile
	}
	err := a.readReminders(ctx)
	if err != nil {
		a.opt.Logger.Warn("MOCO's reminders could not be read again; nothing is written", "error", err)
		return
	}
	a.rereading.Store(false)
	a.restored.Store(true)
	a.opt.Logger.Info("MOCO's reminders were read again after an older store was noticed")
}
