package app

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/internal/ops"
)

// control answers commands of the same user on the same machine: on loopback,
// with a random password that stands in the data folder beside the process's
// lock.
type control struct {
	server *ops.Server
	file   string
}

// door is what a control's file says.
type door struct {
	URL      string `json:"url"`
	Password string `json:"password"`
}

// controlTime bounds a command: reading the files takes seconds at most.
const controlTime = 30 * time.Second

// openControl listens for commands.
func (s *Server) openControl() error {
	d := door{Password: rand.Text()}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /loaded", func(w http.ResponseWriter, _ *http.Request) { answer(w, s.Loaded()) })
	// Whoever asks may go away; the reload is carried through.
	mux.HandleFunc("POST /reload", func(w http.ResponseWriter, _ *http.Request) { answer(w, s.Reload(s.stopping)) })
	guarded := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+d.Password)) != 1 {
			http.Error(w, "unauthorized", http.StatusUnauthorized)
			return
		}
		mux.ServeHTTP(w, r)
	})
	server, err := ops.Start("127.0.0.1:0", guarded, func(err error) { s.log.Error("commands are not answered any more", "error", err) })
	if err != nil {
		return fmt.Errorf("the address for commands: %w", err)
	}
	d.URL = "http://" + server.Addr()
	p := s.app().proc
	s.control = &control{server: server, file: p.door(p.owner)}
	return s.control.announce(d)
}

// announce writes the file, whole from the first moment.
func (c *control) announce(d door) error {
	b, err := json.Marshal(d)
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.file+".new", b, 0o600); err != nil {
		return fmt.Errorf("data_dir: %w", err)
	}
	return os.Rename(c.file+".new", c.file)
}

func (c *control) close() error {
	os.Remove(c.file)
	return c.server.Close()
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // who has gone away gets no answer
}

// ErrNotServed says that no worker of this machine serves the data folder.
var ErrNotServed = errors.New("no worker serves it on this machine")

// ReloadServing asks every worker that serves the data folder on this machine
// to reload, and waits for the answers. The error wraps ErrNotServed if there
// is none.
func ReloadServing(ctx context.Context, dataDir string) ([]Loaded, error) {
	return askServing(ctx, dataDir, http.MethodPost, "/reload")
}

// ServingBy is what the workers of the data folder on this machine work by.
func ServingBy(ctx context.Context, dataDir string) ([]Loaded, error) {
	return askServing(ctx, dataDir, http.MethodGet, "/loaded")
}

func askServing(ctx context.Context, dataDir, method, path string) ([]Loaded, error) {
	doors, err := serving(dataDir)
	if err != nil {
		return nil, err
	}
	if len(doors) == 0 {
		return nil, fmt.Errorf("%s: %w", dataDir, ErrNotServed)
	}
	var out []Loaded
	var errs []error
	for _, d := range doors {
		l, err := d.ask(ctx, method, path)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		out = append(out, l)
	}
	return out, errors.Join(errs...)
}

// serving finds the workers that serve a data folder. What a process left that
// has ended does not count.
func serving(dataDir string) ([]door, error) {
	look := &process{dir: filepath.Join(dataDir, "processes")}
	files, err := filepath.Glob(look.door("*"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var out []door
	for _, f := range files {
		if !look.alive(strings.TrimSuffix(filepath.Base(f), doorSuffix)) {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			return nil, fmt.Errorf("the worker that serves %s can't be asked: %w", dataDir, err)
		}
		var d door
		if err := json.Unmarshal(b, &d); err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		out = append(out, d)
	}
	return out, nil
}

// ask puts a command to a worker. It goes through no proxy.
func (d door) ask(ctx context.Context, method, path string) (l Loaded, err error) {
	ctx, cancel := context.WithTimeout(ctx, controlTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, d.URL+path, nil)
	if err != nil {
		return l, err
	}
	req.Header.Set("Authorization", "Bearer "+d.Password)
	t := &http.Transport{DisableKeepAlives: true}
	resp, err := (&http.Client{Transport: t}).Do(req)
	if err != nil {
		return l, fmt.Errorf("the worker does not answer: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return l, fmt.Errorf("the worker answers %s", resp.Status)
	}
	return l, json.NewDecoder(resp.Body).Decode(&l)
}
