package mocosim_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// storyInvoice is what the checks of the story read of an invoice. Amounts are read as decimal texts.
type storyInvoice struct {
	ID         int64
	Identifier *string
	CustomerID int64 `json:"customer_id"`
	Date       string
	DueDate    *string `json:"due_date"`
	Status     string
	Currency   string
	Gross      json.Number `json:"gross_total"`
	Net        json.Number `json:"net_total"`
	Tax        json.Number
	Tags       []string
	Reversed   bool
	Reversal   bool
	Other      *int64          `json:"reversed_invoice_id"`
	Collection json.RawMessage `json:"debt_collection_procedure"`
	UpdatedAt  string          `json:"updated_at"`
	Title      string
}

type storyPayment struct {
	ID      int64
	Date    string
	Invoice *struct{ ID int64 }
	Paid    json.Number `json:"paid_total"`
}

type storyReminder struct {
	ID      int64
	Date    string
	DueDate string `json:"due_date"`
	Status  string
	Text    string
	Invoice struct {
		ID         int64
		Identifier string
	}
}

func all[T any](t *testing.T, s *mocosim.Server, kind string) []T {
	t.Helper()
	var list []T
	for _, raw := range s.Account().All(kind) {
		var v T
		if err := json.Unmarshal(raw, &v); err != nil {
			t.Fatalf("%s: %v in %s", kind, err, raw)
		}
		list = append(list, v)
	}
	return list
}

func hundredths(t *testing.T, n json.Number) int64 {
	t.Helper()
	r, ok := new(big.Rat).SetString(n.String())
	if !ok {
		t.Fatalf("%q is no number", n)
	}
	r.Mul(r, big.NewRat(100, 1))
	if !r.IsInt() {
		t.Fatalf("%s has more than two digits after the point", n)
	}
	return r.Num().Int64()
}

func storyOf(t *testing.T, seed int64) *mocosim.Server {
	t.Helper()
	s := mocosim.New(mocosim.Options{Now: clockAt("2026-11-23T06:00:00Z")})
	if err := s.Story(seed, mocosim.StoryDay); err != nil {
		t.Fatal(err)
	}
	return s
}

func clockAt(at string) func() time.Time {
	now, err := time.Parse(time.RFC3339, at)
	if err != nil {
		panic(err)
	}
	return func() time.Time { return now }
}

// openItem is an invoice with something left to pay, worked out here from invoices and payments.
type openItem struct {
	storyInvoice
	open int64
	late int
}

func openItems(t *testing.T, s *mocosim.Server) []openItem {
	t.Helper()
	paid := map[int64]int64{}
	for _, p := range all[storyPayment](t, s, "invoice_payments") {
		if p.Invoice != nil {
			paid[p.Invoice.ID] += hundredths(t, p.Paid)
		}
	}
	day, _ := time.Parse(time.DateOnly, mocosim.StoryDay)
	var list []openItem
	for _, inv := range all[storyInvoice](t, s, "invoices") {
		open := hundredths(t, inv.Gross) - paid[inv.ID]
		switch inv.Status {
		case "draft", "ignored":
			continue
		case "paid":
			if open != 0 {
				t.Errorf("%s is paid with %d open", *inv.Identifier, open)
			}
			continue
		}
		due, err := time.Parse(time.DateOnly, *inv.DueDate)
		if err != nil || open <= 0 {
			t.Errorf("%s: open %d, due %v", *inv.Identifier, open, err)
		}
		list = append(list, openItem{inv, open, int(day.Sub(due).Hours() / 24)})
	}
	return list
}

func TestStoryTotals(t *testing.T) {
	t.Parallel()
	for seed := range int64(8) {
		var count, late, sum, lateSum int64
		buckets := map[string][2]int64{}
		for _, o := range openItems(t, storyOf(t, seed)) {
			if o.Currency != "EUR" {
				continue
			}
			count++
			sum += o.open
			if o.late <= 0 {
				continue
			}
			late++
			lateSum += o.open
			name := "1-30"
			switch {
			case o.late > 90:
				name = ">90"
			case o.late > 60:
				name = "61-90"
			case o.late > 30:
				name = "31-60"
			}
			buckets[name] = [2]int64{buckets[name][0] + 1, buckets[name][1] + o.open}
		}
		if count != 42 || sum != 7431000 || late != 14 || lateSum != 4936250 {
			t.Errorf("seed %d: %d open %d, %d overdue %d; want 42 open 7431000, 14 overdue 4936250", seed, count, sum, late, lateSum)
		}
		want := map[string][2]int64{"1-30": {7, 1909250}, "31-60": {4, 944900}, "61-90": {2, 2010700}, ">90": {1, 71400}}
		if diff := cmp.Diff(want, buckets); diff != "" {
			t.Errorf("seed %d: buckets (-want +got):\n%s", seed, diff)
		}
	}
}

func TestStoryOverdueByName(t *testing.T) {
	t.Parallel()
	s := storyOf(t, 1)
	names := customerNames(t, s)
	sent := map[string]int{}
	for _, r := range all[storyReminder](t, s, "invoice_reminders") {
		if r.Status == "sent" {
			sent[r.Invoice.Identifier]++
		}
	}
	var got []string
	for _, o := range openItems(t, s) {
		if o.late > 0 {
			got = append(got, fmt.Sprintf("%s %s %d.%02d %s, %d days, %d sent", *o.Identifier, names[o.CustomerID],
				o.open/100, o.open%100, o.Currency, o.late, sent[*o.Identifier]))
		}
	}
	slices.Sort(got)
	want := []string{
		"R2608-002 Café Zentral e.K. 714.00 EUR, 98 days, 2 sent",
		"R2609-014 Nordlicht Medien GmbH 18921.00 EUR, 69 days, 2 sent",
		"R2609-021 Kieler Bootsbau GmbH 1186.00 EUR, 63 days, 3 sent",
		"R2610-003 Alpenblick AG 5520.00 EUR, 38 days, 1 sent",
		"R2610-011 Isar Digital GmbH 1570.00 EUR, 22 days, 1 sent",
		"R2610-014 Lahn Maschinenbau GmbH 1359.00 EUR, 35 days, 1 sent",
		"R2610-019 Beispiel & Söhne KG 2380.00 EUR, 20 days, 0 sent",
		"R2610-022 Hansa Logistik GmbH 12400.00 EUR, 30 days, 1 sent",
		"R2610-027 Weser Druck KG 1380.00 EUR, 32 days, 1 sent",
		"R2610-030 Studio Süd GmbH 1190.00 EUR, 34 days, 0 sent",
		"R2610-031 Matterhorn Optik AG 3243.00 CHF, 4 days, 0 sent",
		"R2611-001 Isar Digital GmbH 1190.00 EUR, 8 days, 0 sent",
		"R2611-004 Harz Energie Service GmbH 357.00 EUR, 5 days, 0 sent",
		"R2611-007 Spree Architekten PartG mbB 595.00 EUR, 4 days, 0 sent",
		"R2611-009 Taunus Software GmbH 600.50 EUR, 3 days, 0 sent",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("overdue (-want +got):\n%s", diff)
	}
}

func customerNames(t *testing.T, s *mocosim.Server) map[int64]string {
	t.Helper()
	names := map[int64]string{}
	for _, c := range all[struct {
		ID   int64
		Name string
	}](t, s, "companies") {
		names[c.ID] = c.Name
	}
	return names
}

func TestStoryNumbersAndIDs(t *testing.T) {
	t.Parallel()
	s := storyOf(t, 7)
	invoices := all[storyInvoice](t, s, "invoices")
	if len(invoices) != 420 {
		t.Errorf("%d invoices, want 420", len(invoices))
	}
	for number, id := range map[string]int64{"R2609-014": 80547, "R2610-003": 80612, "R2610-022": 80699, "R2608-002": 80402, "R2610-011": 80633} {
		if got := s.Account().Invoice(number); got != id {
			t.Errorf("%s has id %d, want %d", number, got, id)
		}
	}
	for i := 1; i < len(invoices); i++ {
		a, b := invoices[i-1], invoices[i]
		if a.ID >= b.ID || a.Date > b.Date {
			t.Errorf("invoice %d of %s is followed by %d of %s", a.ID, a.Date, b.ID, b.Date)
		}
	}
	reminders := all[storyReminder](t, s, "invoice_reminders")
	if len(reminders) != 31 || reminders[30].ID != 2308 {
		t.Errorf("%d reminders, the last is %d; want 31 and 2308", len(reminders), reminders[len(reminders)-1].ID)
	}
	i := slices.IndexFunc(reminders, func(r storyReminder) bool { return r.ID == 2288 })
	if i < 0 || reminders[i].Invoice.Identifier != "R2610-011" || reminders[i].Date != "2026-11-16" {
		t.Errorf("reminder 2288 is not the one of 16 November to R2610-011")
	}
	kinds := map[string]int{}
	for _, c := range all[struct{ Type string }](t, s, "companies") {
		kinds[c.Type]++
	}
	if diff := cmp.Diff(map[string]int{"customer": 96, "supplier": 3}, kinds); diff != "" {
		t.Errorf("companies (-want +got):\n%s", diff)
	}
}

// The four letters of level 2 and 3 need their predecessors: long enough ago, and past their own term.
func TestStoryReasonsToLeaveAlone(t *testing.T) {
	t.Parallel()
	s := storyOf(t, 3)
	last := map[string]storyReminder{}
	for _, r := range all[storyReminder](t, s, "invoice_reminders") {
		if r.Date >= last[r.Invoice.Identifier].Date {
			last[r.Invoice.Identifier] = r
		}
	}
	for _, number := range []string{"R2610-022", "R2610-003", "R2609-014", "R2608-002"} {
		if r := last[number]; r.Date > "2026-11-12" || r.DueDate >= mocosim.StoryDay {
			t.Errorf("%s: last reminder of %s until %s is too fresh", number, r.Date, r.DueDate)
		}
	}
	for _, number := range []string{"R2610-011", "R2610-014"} {
		if r := last[number]; r.Date <= "2026-11-13" {
			t.Errorf("%s: last reminder of %s is not less than 10 days ago", number, r.Date)
		}
	}
	for _, o := range openItems(t, s) {
		if has := slices.Contains(o.Tags, "Sonderabsprache"); has != (*o.Identifier == "R2610-030") {
			t.Errorf("%s: Sonderabsprache %v", *o.Identifier, has)
		}
		if has := string(o.Collection) != "null"; has != (*o.Identifier == "R2609-021") {
			t.Errorf("%s: debt collection %v", *o.Identifier, has)
		}
	}
	fresh := map[int64]bool{}
	for _, p := range all[storyPayment](t, s, "invoice_payments") {
		if p.Date >= "2026-11-21" && p.Invoice != nil {
			fresh[p.Invoice.ID] = true
		}
	}
	if len(fresh) != 1 || !fresh[s.Account().Invoice("R2610-027")] {
		t.Errorf("payments of the last three days on %v, want R2610-027 only", fresh)
	}
}

func TestStoryOddities(t *testing.T) {
	t.Parallel()
	s := storyOf(t, 2)
	var names []string
	var mute int
	for _, c := range all[struct {
		Name  string
		Type  string
		Email *string
	}](t, s, "companies") {
		names = append(names, c.Name)
		if c.Email == nil && c.Type == "customer" {
			mute++
		}
	}
	for _, name := range []string{"=SUMME AG", "Atelier <b>Nord</b> GbR", "Beispiel & Söhne KG"} {
		if !slices.Contains(names, name) {
			t.Errorf("no customer %q", name)
		}
	}
	if mute != 1 {
		t.Errorf("%d customers without e-mail, want 1", mute)
	}
	var drafts, negative, pairs, christmas, openCHF int
	for _, inv := range all[storyInvoice](t, s, "invoices") {
		if inv.Status == "draft" && inv.Identifier == nil {
			drafts++
		}
		if hundredths(t, inv.Gross) < 0 && !inv.Reversal {
			negative++
		}
		if inv.Reversal && inv.Other != nil {
			pairs++
		}
		if inv.DueDate != nil && *inv.DueDate == "2026-12-25" {
			christmas++
		}
		if inv.Currency == "CHF" && inv.Status != "paid" {
			openCHF++
		}
	}
	if got := []int{drafts, negative, pairs, christmas, openCHF}; !slices.Equal(got, []int{1, 1, 1, 1, 3}) {
		t.Errorf("drafts, negative, reversals, due on Christmas, open in CHF: %v, want [1 1 1 1 3]", got)
	}
}

// Each invoice's net, tax and gross fit to the cent, and nothing was changed after the story's morning.
func TestStoryAddsUp(t *testing.T) {
	t.Parallel()
	for _, inv := range all[storyInvoice](t, storyOf(t, 5), "invoices") {
		net, tax, gross := hundredths(t, inv.Net), hundredths(t, inv.Tax), hundredths(t, inv.Gross)
		sum := new(big.Rat).Mul(big.NewRat(net, 1), big.NewRat(10000+tax, 10000))
		if sum.Sub(sum, big.NewRat(gross, 1)); sum.Abs(sum).Cmp(big.NewRat(1, 2)) > 0 {
			t.Errorf("invoice %d: %d net and %d tax do not make %d", inv.ID, net, tax, gross)
		}
		if inv.UpdatedAt > "2026-11-23T06:00:00Z" {
			t.Errorf("invoice %d was changed at %s, after the story's morning", inv.ID, inv.UpdatedAt)
		}
	}
}

func dumpOf(t *testing.T, s *mocosim.Server) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.Account().Dump(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestStoryIsDeterministic(t *testing.T) {
	t.Parallel()
	a, b, c := dumpOf(t, storyOf(t, 1)), dumpOf(t, storyOf(t, 1)), dumpOf(t, storyOf(t, 2))
	if a != b {
		t.Error("the same seed told two stories")
	}
	if a == c {
		t.Error("two seeds told the same story")
	}
}

func TestStoryOnAnotherDay(t *testing.T) {
	t.Parallel()
	s := mocosim.New(mocosim.Options{})
	if err := s.Story(1, "2027-01-04"); err != nil { // 42 days later
		t.Fatal(err)
	}
	raw, _ := s.Account().Get("invoices", 80699)
	var inv storyInvoice
	if err := json.Unmarshal(raw, &inv); err != nil {
		t.Fatal(err)
	}
	if *inv.Identifier != "R2610-022" || *inv.DueDate != "2026-12-05" {
		t.Errorf("%s due %s, want R2610-022 due 2026-12-05", *inv.Identifier, *inv.DueDate)
	}
}

func TestStoryRefuses(t *testing.T) {
	t.Parallel()
	s := storyOf(t, 1)
	if err := s.Story(1, mocosim.StoryDay); err == nil || !strings.Contains(err.Error(), "needs an empty one") {
		t.Errorf("a second story: %v", err)
	}
	if err := s.Story(1, "23.11.2026"); err == nil || !strings.Contains(err.Error(), "want YYYY-MM-DD") {
		t.Errorf("a wrong day: %v", err)
	}
	if err := s.PayWhenAsked("R9999-001"); err == nil || !strings.Contains(err.Error(), "no invoice R9999-001") {
		t.Errorf("an unknown invoice: %v", err)
	}
}
