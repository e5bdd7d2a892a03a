package notifiers

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mocowork/mocowork/billing"
)

// update rewrites the golden files.
var update = os.Getenv("UPDATE") != ""

// golden compares with testdata/name.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// pretty is indented JSON with the characters as they are.
func pretty(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestMessagesOnTheWire holds what Slack receives, byte for byte, for each
// kind of message in both languages.
func TestMessagesOnTheWire(t *testing.T) {
	t.Parallel()
	recovered := exampleFailure()
	recovered.Recovered = monday
	paid := exampleAlert()
	paid.PaidOn = billing.Date{Year: 2026, Month: 11, Day: 25}
	approved := exampleApproval()
	approved.Decision = Decision{State: DecisionApproved, By: "Anna", At: monday, Letters: []Letter{
		{InvoiceID: 80547, Level: 3, Open: eur(1892100), State: LetterDone},
		{InvoiceID: 80402, Level: 3, Open: eur(71400), State: LetterSkipped},
	}}
	for name, message := range map[string]func(billing.Language) Message{
		"digest":           exampleDigest().Message,
		"digest_quiet":     Digest{Origin: origin(), Channel: "#finance", At: monday}.Message,
		"alert":            exampleAlert().Message,
		"alert_paid":       paid.Message,
		"approval":         exampleApproval().Message,
		"approval_decided": approved.Message,
		"failure":          exampleFailure().Message,
		"failure_over":     recovered.Message,
		"digest_missing":   DigestMissing{Origin: origin(), Channel: "#finance", AsOf: billing.Date{Year: 2026, Month: 11, Day: 20}}.Message,
	} {
		for _, l := range []billing.Language{billing.German, billing.English} {
			t.Run(name+"."+string(l), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, nil)
				if _, err := w.slack.Send(context.Background(), message(l)); err != nil {
					t.Fatal(err)
				}
				m := w.sim.Messages()[0]
				m.TS = ""
				golden(t, name+"."+string(l)+".json", pretty(t, m))
				golden(t, name+"."+string(l)+".txt", strings.Join(Lines(message(l)), "\n")+"\n")
			})
		}
	}
}

func TestExportOnTheWire(t *testing.T) {
	t.Parallel()
	for _, l := range []billing.Language{billing.German, billing.English} {
		t.Run(string(l), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			path := filepath.Join(t.TempDir(), "x.xlsx")
			if err := os.WriteFile(path, []byte("workbook"), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := w.slack.Upload(context.Background(), exampleExport(path).Upload(l)); err != nil {
				t.Fatal(err)
			}
			golden(t, "export."+string(l)+".json", pretty(t, w.sim.Files()[0]))
			golden(t, "export."+string(l)+".txt", strings.Join(Lines(exampleExport(path).Message(l)), "\n")+"\n")
		})
	}
}
