package notifiers

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/notifiers/slacksim"
)

func workbook(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.xlsx")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestUploadGoesIntoTheThread(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx := context.Background()
	digest, err := w.slack.Send(ctx, exampleDigest().Message(billing.German))
	if err != nil {
		t.Fatal(err)
	}
	content := bytes.Repeat([]byte("PK\x03\x04"), 200_000)
	e := exampleExport(workbook(t, content))
	e.ThreadTS = digest.TS
	r, err := w.slack.Upload(ctx, e.Upload(billing.German))
	if err != nil {
		t.Fatal(err)
	}
	f := w.sim.Files()[0]
	if r.File != f.ID || r.Channel != "C0FINANCE" || f.ThreadTS != digest.TS || f.Name != e.File || f.Title != e.File {
		t.Errorf("receipt %+v, file %+v", r, f)
	}
	if !bytes.Equal(f.Bytes, content) {
		t.Errorf("%d bytes arrived, %d were sent", len(f.Bytes), len(content))
	}
}

// TestUploadFaults: only the sharing can leave a doubt, because only it shows
// something.
func TestUploadFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		fault  slacksim.Fault
		kind   fault.Kind
		want   string
		shared int
	}{
		{"address 503", slacksim.Fault{Method: "files.getUploadURLExternal", Status: 503}, 0, "", 1},
		{"bytes 500", slacksim.Fault{Method: "upload", Status: 500, Times: 2}, 0, "", 1},
		{"bytes cut", slacksim.Fault{Method: "upload", Drop: true}, 0, "", 1},
		{"bytes refused", slacksim.Fault{Method: "upload", Status: 403}, fault.Auth, "Slack answered 403", 0},
		{"too large", slacksim.Fault{Method: "files.getUploadURLExternal", Code: "file_upload_size_restricted"}, fault.Permanent, "file_upload_size_restricted", 0},
		{"sharing unclear", slacksim.Fault{Method: "files.completeUploadExternal", Drop: true, Commit: true}, fault.Unsure, "may have arrived", 1},
		{"sharing internal", slacksim.Fault{Method: "files.completeUploadExternal", Code: "internal_error"}, fault.Unsure, "internal error", 0},
		{"sharing 429", slacksim.Fault{Method: "files.completeUploadExternal", Status: 429, RetryAfter: "2"}, 0, "", 1},
		{"not allowed there", slacksim.Fault{Method: "files.completeUploadExternal", Code: "posting_to_channel_denied"}, fault.Permanent, "files may not be shared in #finance", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			w.sim.Inject(c.fault)
			_, err := w.slack.Upload(context.Background(), exampleExport(workbook(t, []byte("content"))).Upload(billing.German))
			switch {
			case c.want == "" && err != nil:
				t.Errorf("%v", err)
			case c.want != "" && (err == nil || fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want)):
				t.Errorf("%v (%v), want %q (%v)", err, fault.KindOf(err), c.want, c.kind)
			}
			if n := len(w.sim.In("#finance")); n != c.shared {
				t.Errorf("shared %d times, want %d", n, c.shared)
			}
		})
	}
}

func TestUploadCommentFits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	e := exampleExport(workbook(t, []byte("x")))
	e.Control = strings.Repeat("ü", 100_000)
	e.Sheets = []string{strings.Repeat("<", 100_000)}
	e.Title = "Kunde <!channel> & Söhne"
	if _, err := w.slack.Upload(context.Background(), e.Upload(billing.German)); err != nil {
		t.Fatal(err)
	}
	comment := w.sim.Files()[0].Comment
	if units(comment) > maxText || strings.Contains(comment, "<!") || !strings.Contains(comment, "42 Zeilen") {
		t.Errorf("%d units: %.200s", units(comment), comment)
	}
}
