package cli

import (
	"bytes"
	"strings"
	"syscall"
	"testing"
)

// full is a disk without space.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// TestAnswerIsLost has a stdout that takes nothing: the command has not done
// what was asked.
func TestAnswerIsLost(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"version"}, {"--help"}, {"help", "exit-codes"}} {
		var stderr bytes.Buffer
		code := Main(t.Context(), &World{Stdout: full{}, Stderr: &stderr, Exe: "worker"}, args)
		if code != ExitFailed || !strings.Contains(stderr.String(), "the answer can't be written") {
			t.Errorf("%v: exit code %d: %s", args, code, &stderr)
		}
	}
}

// TestConfigTwice names two files, of which only one could count.
func TestConfigTwice(t *testing.T) {
	t.Parallel()
	var stderr bytes.Buffer
	code := Main(t.Context(), &World{Stdout: &bytes.Buffer{}, Stderr: &stderr, Exe: "worker"}, []string{"config", "-c", "a.yaml", "-c", "b.yaml"})
	if want := `--config: given twice, as "a.yaml" and "b.yaml"`; code != ExitUsage || !strings.Contains(stderr.String(), want) {
		t.Errorf("exit code %d: %s", code, &stderr)
	}
}
