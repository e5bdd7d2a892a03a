package actions_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// A reminder that was just sent stands in the workbook of reminders with what
// only the ledger knows: who got it, by which rule and run, and who released it.
// MOCO's own older reminder, made by hand, stands beside it. Moments are in the
// configuration's zone.
func TestWorkbookOfReminders(t *testing.T) {
	t.Parallel()
	w, slack := slackWorld(t)
	_, mail := w.DriveLetter(w.Worker, w.Released("remind"))
	if mail.State != ledger.Done {
		t.Fatalf("%s %q", mail.State, mail.Reason)
	}
	dir := t.TempDir()
	line := func(file string) plan.Line {
		return plan.Line{Key: "export|" + file, Action: "export", Subject: plan.Subject{Kind: "job", Label: "reminders"}, Params: plan.Export{
			Name: "reminders", Template: "reminders", File: file, To: []string{"dir:" + dir, "#finance"}, Period: billing.Period{From: billing.Date{Year: 2026, Month: 1, Day: 1}, To: billing.Date{Year: 2036, Month: 12, Day: 31}},
		}}
	}
	for _, file := range []string{"reminders.rfc4180.csv", "reminders.xlsx"} {
		if e := w.Drive(w.Worker, w.Line(line(file))); e.State != ledger.Done {
			t.Fatalf("%s %q", e.State, e.Reason)
		}
	}
	if said := slack.Files()[1].Comment; !strings.Contains(said, "Mahnungen, 01.01.2026 – 31.12.2036") || !strings.Contains(said, "offen bei Versand 24.800,00 EUR") {
		t.Errorf("Slack hears %q", said)
	}
	f, err := os.Open(filepath.Join(dir, "reminders.rfc4180.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(title string) int { return slices.Index(rows[0], title) }
	var ours, hand []string
	for _, row := range rows[1:] {
		switch {
		case row[column("Rechnung")] != hansa:
		case row[column("Stufe")] == "2":
			ours = row
		default:
			hand = row
		}
	}
	if ours == nil || hand == nil {
		t.Fatalf("%q", rows)
	}
	to := w.Sim.Emails()[0].To
	for title, want := range map[string]string{
		"An": to, "Regel": mail.Rule, "Lauf": mail.Run, "Freigabe durch": mail.ApprovedBy, "Offen bei Versand": "12400.00",
		"Gebühr": "5.00", "Ergebnis": "offen", "Gekreuzt": "nein", "MOCO-Mahnung": mail.RemoteID,
	} {
		if got := ours[column(title)]; got != want || want == "" {
			t.Errorf("%s is %q, want %q", title, got, want)
		}
	}
	if hand[column("Regel")] != "(von Hand in MOCO)" || hand[column("Ergebnis")] != "nächste Stufe" || hand[column("An")] != "" {
		t.Errorf("by hand: %q", hand)
	}
	if e := w.Drive(w.Worker, w.Line(exportLine("dir:"+dir))); e.State != ledger.Done {
		t.Fatalf("%s %q", e.State, e.Reason)
	}
	if book, err := os.ReadFile(filepath.Join(dir, "offene-posten_2026-11-23.xlsx")); err != nil || !strings.Contains(sheetText(t, book, "xl/worksheets/sheet1.xml"), "Europe/Berlin</t>") {
		t.Errorf("the time of the data has no zone (%v)", err)
	}
}

// sheetText is a part of a workbook.
func sheetText(t *testing.T, book []byte, part string) string {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := zr.Open(part)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
