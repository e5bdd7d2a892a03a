package queue

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// addressFile is where a worker leaves the address of its embedded queue, for
// enqueue of the same user on the same machine.
const addressFile = "queue.json"

// Embedded is a Redis inside this process: on loopback, with a random
// password, forgotten when the process ends.
type Embedded struct {
	server *miniredis.Miniredis
	file   string
	stop   context.CancelFunc
	done   chan struct{}
}

// StartEmbedded starts the queue. dir is the data folder; "" keeps the address
// to this process.
func StartEmbedded(dir string) (*Embedded, Connection, error) {
	m := miniredis.NewMiniRedis()
	password := rand.Text()
	m.RequireAuth(password)
	if err := m.StartAddr("127.0.0.1:0"); err != nil {
		return nil, Connection{}, fmt.Errorf("embedded queue: %w", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	e := &Embedded{server: m, stop: stop, done: make(chan struct{})}
	go e.age(ctx)
	address := fmt.Sprintf("redis://:%s@%s/0", password, m.Addr())
	c, err := Parse(address)
	if err == nil && dir != "" {
		e.file = filepath.Join(dir, addressFile)
		err = writeAddress(e.file, address)
	}
	if err != nil {
		e.Close()
		return nil, Connection{}, err
	}
	return e, c, nil
}

// age lets time pass inside the server, which does not do so by itself.
func (e *Embedded) age(ctx context.Context) {
	defer close(e.done)
	last := time.Now()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			e.server.FastForward(now.Sub(last))
			last = now
		}
	}
}

// Close ends the queue and removes its address.
func (e *Embedded) Close() {
	e.stop()
	<-e.done
	if e.file != "" {
		os.Remove(e.file)
	}
	e.server.Close()
}

func writeAddress(file, address string) error {
	b, err := json.Marshal(map[string]any{"v": version, "url": address, "pid": os.Getpid()})
	if err != nil {
		return err
	}
	tmp := file + ".tmp"
	if err := os.WriteFile(tmp, b, 0o600); err != nil {
		return fmt.Errorf("embedded queue: %w", err)
	}
	return os.Rename(tmp, file)
}

// ErrNoWorker says that no worker with an embedded queue runs on this data
// folder.
var ErrNoWorker = errors.New("no worker is running here: start it with `worker serve`, or set redis.url")

// FindEmbedded reads the address that a worker on the same data folder left.
// The error is ErrNoWorker if there is none.
func FindEmbedded(dir string) (Connection, error) {
	b, err := os.ReadFile(filepath.Join(dir, addressFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Connection{}, ErrNoWorker
	case err != nil:
		return Connection{}, fmt.Errorf("embedded queue: %w", err)
	}
	var a struct{ URL string }
	if err := json.Unmarshal(b, &a); err != nil {
		return Connection{}, fmt.Errorf("embedded queue: %s is damaged: %w", addressFile, err)
	}
	return Parse(a.URL)
}
