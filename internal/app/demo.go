package app

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/notifiers/slacksim"
)

//go:embed demo/worker.yaml
var demoConfig embed.FS

// demoStart is the moment at which the demo's clock begins: the story stands
// as of Monday, 23 November 2026, 07:00 in Berlin.
var demoStart = time.Date(2026, time.November, 23, 6, 0, 0, 0, time.UTC)

// Demo is a made-up world on this machine: a simulated MOCO and Slack, and a
// folder with the configuration of an agency.
type Demo struct {
	Dir   string
	MOCO  *mocosim.Server
	Slack *slacksim.Sim
	began time.Time
}

// DemoOptions choose the world.
type DemoOptions struct {
	Dir  string
	Seed int64
	// Data replaces the story by an account in MOCO's own wire format.
	Data io.Reader
}

// NewDemo starts the simulators on loopback and writes the folder. Files that
// are there already stay, except what belongs to an earlier demo's run: its
// data, its exports and its addresses. Close the Demo.
func NewDemo(o DemoOptions) (*Demo, error) {
	d := &Demo{Dir: o.Dir, began: time.Now()}
	d.MOCO = mocosim.New(mocosim.Options{Account: "beispiel", Now: d.Now, Rate: mocosim.Rate{Off: true}})
	if err := d.start(o); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func (d *Demo) start(o DemoOptions) error {
	if err := d.fill(o); err != nil {
		return err
	}
	if err := d.MOCO.Start("127.0.0.1:0"); err != nil {
		return err
	}
	var err error
	d.Slack, err = slacksim.Start("127.0.0.1:0", slacksim.Options{Now: d.Now, Channels: []slacksim.Channel{
		{Name: "finance", Members: 4}, {Name: "finance-leads", Members: 2}, {Name: "finance-freigaben", Members: 3}, {Name: "ops-alerts", Members: 2},
	}})
	if err != nil {
		return err
	}
	return d.write()
}

// fill puts an account into the simulated MOCO.
func (d *Demo) fill(o DemoOptions) error {
	if o.Data != nil {
		return d.MOCO.Load(o.Data)
	}
	if err := d.MOCO.Story(o.Seed, mocosim.StoryDay); err != nil {
		return err
	}
	// Twice the account is busy, as the real one sometimes is; and one
	// customer pays while letters go out.
	storm := mocosim.TooManyRequests(2, "1")
	storm.Nth = 3
	d.MOCO.Fault(storm)
	return d.MOCO.PayAfterWrites("R2610-003", 2)
}

// write writes the folder.
func (d *Demo) write() error {
	for _, old := range []string{"data", "exports", "letters", "simulators"} {
		if err := d.remove(old); err != nil {
			return err
		}
	}
	config, err := demoConfig.ReadFile("demo/worker.yaml")
	if err != nil {
		return err
	}
	keep := map[string][]byte{"worker.yaml": config}
	err = fs.WalkDir(configs.Example(), "rules", func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			keep[path], err = fs.ReadFile(configs.Example(), path)
		}
		return err
	})
	if err != nil {
		return err
	}
	for name, data := range keep {
		if _, err := os.Stat(filepath.Join(d.Dir, name)); err == nil {
			continue // yours to edit
		}
		if err := d.put(name, data, 0o644); err != nil {
			return err
		}
	}
	for name, text := range map[string]string{
		"moco.url": d.MOCO.URL(), "moco_read_key": "read-key", "moco_write_key": "write-key", "slack.url": d.Slack.URL(), "slack_bot_token": "xoxb-sim",
	} {
		if err := d.put(filepath.Join("simulators", name), []byte(text+"\n"), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// remove takes away what an earlier demo left. A folder that no demo made is
// not touched.
func (d *Demo) remove(name string) error {
	path := filepath.Join(d.Dir, name)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if _, err := os.Stat(filepath.Join(d.Dir, "simulators", "moco.url")); err != nil && name != "simulators" {
		return fmt.Errorf("%s is there and was not made by a demo; choose another folder with --dir", path)
	}
	return os.RemoveAll(path)
}

func (d *Demo) put(name string, data []byte, mode fs.FileMode) error {
	path := filepath.Join(d.Dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, mode)
}

// Now is the demo's clock. It runs as fast as a real one.
func (d *Demo) Now() time.Time { return demoStart.Add(time.Since(d.began)) }

// ConfigPath is the demo's worker.yaml.
func (d *Demo) ConfigPath() string { return filepath.Join(d.Dir, "worker.yaml") }

// WriteLetters puts every e-mail that the simulated MOCO "sent" into the
// folder letters, and says how many there were.
func (d *Demo) WriteLetters() (int, error) {
	emails := d.MOCO.Emails()
	for i, m := range emails {
		text := fmt.Sprintf("To: %s\nSubject: %s\n\n%s\n", m.To, m.Subject, m.Text)
		name := filepath.Join("letters", fmt.Sprintf("%02d_invoice-%d.txt", i+1, m.Invoice))
		if err := d.put(name, []byte(text), 0o644); err != nil {
			return i, err
		}
	}
	return len(emails), nil
}

// Reminders counts the reminders that requests have made.
func (d *Demo) Reminders() int {
	n := 0
	for _, r := range d.MOCO.Writes() {
		if r.Method == "POST" && r.Path == "/invoice_reminders" && r.Committed {
			n++
		}
	}
	return n
}

// Close ends the simulators.
func (d *Demo) Close() error {
	err := d.MOCO.Close()
	if d.Slack != nil {
		err = errors.Join(err, d.Slack.Close())
	}
	return err
}
