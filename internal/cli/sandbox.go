package cli

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

type sandboxCmd struct {
	Listen  string   `default:"127.0.0.1:8434" placeholder:"ADDRESS" help:"Where it answers, on this machine only. Port 0: any that is free."`
	Seed    int64    `default:"1" help:"Another number makes other ordinary invoices; the story stays."`
	Data    string   `placeholder:"FILE" help:"Use this account instead of the story: JSON as MOCO sends it, grouped by kind."`
	Fault   []string `placeholder:"FAULT" sep:"none" help:"Something that goes wrong, such as 'status=429 retry-after=30 nth=3'. May be given again. Words: body, commit, delay, method, nth, path, query, retry-after, status, then, times."`
	NoLimit bool     `name:"no-limit" help:"Without MOCO's limit of 120 requests in two minutes."`
}

// sandboxJSON tells a program where the account is.
type sandboxJSON struct {
	URL      string `json:"url"` // moco.base_url
	ReadKey  string `json:"read_key"`
	WriteKey string `json:"write_key"`
	Paths    int    `json:"paths"`
}

// Run serves a simulated MOCO account until it is stopped.
func (c *sandboxCmd) Run(ctx context.Context, w *World, f *flags) error {
	if err := onlyHere(c.Listen); err != nil {
		return &exit{ExitUsage, err}
	}
	sim := mocosim.New(mocosim.Options{Now: w.Now, Rate: mocosim.Rate{Off: c.NoLimit}})
	if err := c.fill(sim, w.Now()); err != nil {
		return err
	}
	for _, line := range c.Fault {
		fault, err := mocosim.ParseFault(line)
		if err != nil {
			return &exit{ExitUsage, fmt.Errorf("--fault: %w", err)}
		}
		sim.Fault(fault)
	}
	if err := sim.Start(c.Listen); err != nil {
		return fmt.Errorf("the sandbox can't listen: %w", err)
	}
	defer sim.Close()
	at := sandboxJSON{sim.URL(), "read-key", "write-key", len(mocosim.Routes())}
	if f.JSON {
		if err := emit(w.Stdout, "sandbox", at); err != nil {
			return err
		}
	} else {
		c.tell(w, at)
	}
	<-ctx.Done()
	return nil
}

func (c *sandboxCmd) fill(sim *mocosim.Server, now time.Time) error {
	if c.Data == "" {
		return sim.Story(c.Seed, now.Format(time.DateOnly))
	}
	file, err := os.Open(c.Data)
	if err != nil {
		return &exit{ExitUsage, err}
	}
	defer file.Close()
	if err := sim.Load(file); err != nil {
		return &exit{ExitUsage, fmt.Errorf("%s: %w", c.Data, err)}
	}
	return nil
}

func (c *sandboxCmd) tell(w *World, at sandboxJSON) {
	source, limit := "420 invoices, 96 customers, made up, as of today", "120 requests in two minutes, as MOCO has it"
	if c.Data != "" {
		source = "the account in " + c.Data
	}
	if c.NoLimit {
		limit = "none"
	}
	fmt.Fprintf(w.Stdout, `A simulated MOCO account, in memory: %s.
Nothing leaves this machine, and no mail is sent. Ctrl-C ends it, and what was written to it is gone.

  address  %s/api/v1   (%d operations)
  keys     read-key, write-key
  limit    %s
  log      %s/api/v1/_sim/log   (what it was asked; needs no key)

Try it:
  curl -H "Authorization: Token token=read-key" "%s/api/v1/invoices?status=overdue"

With your worker.yaml, in another terminal:
  export MOCOWORK_MOCO_BASE_URL=%s MOCO_READ_KEY=read-key MOCO_WRITE_KEY=write-key
  worker doctor
`, source, at.URL, at.Paths, limit, at.URL, at.URL, at.URL)
	for _, line := range c.Fault {
		fmt.Fprintf(w.Stdout, "\nfault: %s\n", line)
	}
}

// onlyHere refuses addresses that others could reach: the account's keys are
// known to everybody.
func onlyHere(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("--listen: %q is no address such as 127.0.0.1:8434", address)
	}
	if ip := net.ParseIP(host); !strings.EqualFold(host, "localhost") && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("--listen: %q can be reached from elsewhere; the sandbox answers on this machine only, such as 127.0.0.1:8434", address)
	}
	return nil
}
