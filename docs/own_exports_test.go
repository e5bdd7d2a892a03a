package docs_test

import (
	"bytes"
	"io/fs"
	"testing"

	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/internal/diag"
)

// TestOwnExports compiles every expression of the page on exports of one's own,
// as the worker does at its start.
func TestOwnExports(t *testing.T) {
	t.Parallel()
	tables := 0
	for _, p := range pages(t) {
		for _, b := range p.blocks {
			if b.info != "yaml worker.yaml" || p.name != "docs/how-to/own-exports.md" {
				continue
			}
			env := sampleEnv()
			env.ReadFile = func(name string) ([]byte, error) {
				if name == "worker.yaml" {
					return []byte(b.text()), nil
				}
				return nil, fs.ErrNotExist
			}
			checked, err := app.CheckAll("worker.yaml", env)
			if err != nil {
				t.Fatal(err)
			}
			if len(checked.Problems) > 0 {
				var out bytes.Buffer
				_ = diag.Print(&out, checked.Problems, checked.Docs)
				t.Errorf("line %d:\n%s", b.line, out.String())
			}
			tables += len(checked.Tables)
		}
	}
	if tables < 3 {
		t.Errorf("%d exports were compiled, want 3", tables)
	}
}
