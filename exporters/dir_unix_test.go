//go:build unix

package exporters

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestDeliverChild is the process that TestKilledDelivery kills.
func TestDeliverChild(t *testing.T) {
	root := os.Getenv("MOCOWORK_TEST_DELIVER_TO")
	if root == "" {
		t.Skip("runs as a child process only")
	}
	f := File{Name: "a.csv", Path: os.Getenv("MOCOWORK_TEST_DELIVER"), SHA256: os.Getenv("MOCOWORK_TEST_DELIVER_SHA"), Run: "r_dead"}
	if _, err := (Dir{Root: root}).Deliver(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

// TestKilledDelivery kills a delivery after every 64 KiB. The source is a pipe,
// so the test knows how far the copy has come. The final name must be the old
// file or the complete new one; what is left is swept.
func TestKilledDelivery(t *testing.T) {
	t.Parallel()
	const pieces = 5
	piece := strings.Repeat("0123456789abcde\n", 4096)
	whole := sha256.Sum256([]byte(strings.Repeat(piece, pieces)))
	for n := 1; n <= pieces; n++ {
		root, pipe := t.TempDir(), filepath.Join(t.TempDir(), "pipe")
		write(t, filepath.Join(root, "a.csv"), "old", 0o640)
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Skip(err)
		}
		cmd := exec.Command(os.Args[0], "-test.run=^TestDeliverChild$")
		cmd.Env = append(os.Environ(), "MOCOWORK_TEST_DELIVER_TO="+root, "MOCOWORK_TEST_DELIVER="+pipe,
			"MOCOWORK_TEST_DELIVER_SHA="+hex.EncodeToString(whole[:]))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		w, err := os.OpenFile(pipe, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		for range n {
			if _, err := w.WriteString(piece); err != nil {
				t.Fatal(err)
			}
		}
		want := "old"
		if n < pieces {
			_ = cmd.Process.Kill()
		} else {
			want = strings.Repeat(piece, pieces)
		}
		_ = w.Close()
		if err := cmd.Wait(); (err != nil) != (n < pieces) {
			t.Fatalf("after %d pieces: %v", n, err)
		}
		got, err := os.ReadFile(filepath.Join(root, "a.csv"))
		if err != nil || string(got) != want {
			t.Errorf("killed after %d pieces: the file holds %d bytes (%v)", n, len(got), err)
		}
		if _, err := (Dir{Root: root}).Sweep(func(string) bool { return false }); err != nil {
			t.Error(err)
		}
		if got := filesIn(t, root); len(got) != 1 {
			t.Errorf("killed after %d pieces: left %v", n, got)
		}
	}
}
