// Package deploy_test holds the service's unit against what it promises.
package deploy_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

const unit = "mocowork.service"

// systemd's own judgement of what the service could do if somebody else ran in
// it: 0 is nothing, 10 everything. The goal is 1.5.
func TestExposure(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		if os.Getenv("MOCOWORK_TEST_SERVERS") == "require" {
			t.Fatal("systemd-analyze is not installed")
		}
		t.Skip("systemd-analyze is not installed")
	}
	out, err := exec.Command("systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", unit).CombinedOutput()
	score := regexp.MustCompile(`level for ` + unit + `: ([\d.]+)`).FindSubmatch(out)
	if err != nil || score == nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("exposure %s of 1.5 allowed", score[1])
	// The check itself can fail.
	if err := exec.Command("systemd-analyze", "security", "--offline=true", "--threshold=1", "--no-pager", unit).Run(); err == nil {
		t.Error("a threshold of 0.1 is met too")
	}
}

// What a test or the documentation relies on.
func TestUnit(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(unit)
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]bool{}
	for l := range strings.Lines(string(data)) {
		lines[strings.TrimSpace(l)] = true
	}
	for _, want := range []string{
		"ExecStart=/usr/local/bin/worker -c /etc/mocowork/worker.yaml serve",
		"RestartPreventExitStatus=3 4", // internal/cli: ExitConfig, ExitAuth
		"TimeoutStopSec=45s",           // longer than a worker takes to stop
		"LoadCredential=moco_read_key:/etc/mocowork/keys/moco_read_key",
		"MemoryMax=512M", "Environment=GOMEMLIMIT=400MiB", "LimitCORE=0", "StateDirectory=mocowork", "User=mocowork",
	} {
		if !lines[want] {
			t.Errorf("the unit lacks %s", want)
		}
	}
	for l := range lines {
		if regexp.MustCompile(`(?i)^Environment=.*(key|token|password|secret)`).MatchString(l) {
			t.Errorf("a secret in the environment shows in systemctl: %s", l)
		}
	}
}
