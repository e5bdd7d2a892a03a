package exporters

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
)

// reportTemplates are the books made of MOCO's reports.
func reportTemplates() []string {
	return []string{"revenue", "finance", "cashflow", "utilisation", "absences"}
}

// reportInputs are the cases that each of them must stand.
func reportInputs(t *testing.T) map[string]Input {
	team, names, sick := hoursSet(t), hoursSet(t), hoursSet(t)
	team.People, names.People, sick.Sick = PeopleTeam, PeopleNames, true
	month := moneySet(t)
	month.Period = billing.Period{From: day(t, "2026-10-01"), To: day(t, "2026-10-31")}
	month.Snapshot.Period, month.Target = month.Period, decimal(t, "60000")
	unknown := moneySet(t)
	unknown.Snapshot.Payments = nil
	return map[string]Input{
		"money": moneySet(t), "english": english(moneySet(t)), "month": month, "unknown": unknown,
		"hours": hoursSet(t), "team": team, "names": names, "sick": english(sick), "empty": smallInput(t),
	}
}

// TestReportBooks holds every case against what all books promise.
func TestReportBooks(t *testing.T) {
	t.Parallel()
	for _, template := range reportTemplates() {
		for name, in := range reportInputs(t) {
			b, err := Make(template, in)
			if err != nil {
				t.Errorf("%s, %s: %v", template, name, err)
				continue
			}
			t.Run(template+" "+name, func(t *testing.T) {
				t.Parallel()
				checkBook(t, b)
			})
		}
	}
}

// cellsOf are the rows of a book's sheet of blocks by the text of their first
// cell, values as people read them.
func cellsOf(t *testing.T, b Book, sheet string) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, block := range b.sheet(sheet).Blocks {
		for _, row := range block.Rows {
			var shown []string
			for _, c := range row[1:] {
				shown = append(shown, figure(c))
			}
			out[row[0].Text] = append(out[row[0].Text], shown...)
		}
	}
	return out
}

func figure(c Cell) string {
	switch c.Type {
	case Money:
		return c.Money.Number()
	case Number:
		return c.Number.String()
	case Int:
		return fmt.Sprint(c.Int)
	case Percent, Whole:
		if c.Of == 0 {
			return ""
		}
		return fmt.Sprintf("%.4f", c.ratio())
	}
	return c.Text
}

// TestRevenueFigures compares the overview with sums made by hand.
func TestRevenueFigures(t *testing.T) {
	t.Parallel()
	in := moneySet(t)
	in.Target = decimal(t, "10000")
	b, err := Make("revenue", in)
	if err != nil {
		t.Fatal(err)
	}
	got := cellsOf(t, b, "overview")
	for name, want := range map[string][]string{
		// 23 × 1000.05 − 250.10; 1190.06; −357.36; their sum; the target
		"Monat 2026-11":          {"22751.05", "1190.06", "-357.36", "832.70", "10000.00", "2.2751"},
		"Vormonat 2026-10":       {"50000.00", "0.00", "0.00", "0.00", "10000.00", "5.0000"},
		"Vorjahresmonat 2025-11": {"777.77", "0.00", "0.00", "0.00", "10000.00", "0.0778"},
		"Jahr bis 2026-11":       {"72751.05", "1190.06", "-357.36", "832.70", "110000.00", "0.6614"},
		"Aufwand netto":          {"-280.30", "2"}, // positive in MOCO, and turned round
		"Eingang geplant":        {"595.01", "1"},  // rounded to the cent
		"Ausgaben geplant":       {"-1.00", "1"},
		"Finanzen: neue_art":     {"12.34", "1"},
		"Cashflow: kredit":       {"-99.99", "1"},
	} {
		if d := cmp.Diff(want, got[name]); d != "" {
			t.Errorf("%s: -want +got\n%s", name, d)
		}
	}
	rows := slices.Collect(b.sheet("customers").Rows)
	if len(rows) != topCustomers+1 || figure(rows[0][2]) != "50000.00" || rows[topCustomers][1].Text != "Übrige (4)" || figure(rows[topCustomers][2]) != "3750.10" {
		t.Errorf("%d customers, the last is %v", len(rows), rows[len(rows)-1])
	}
	info := fmt.Sprint(b.sheet("info").Blocks)
	for _, want := range []string{"EUR. MOCO nennt sie nicht; 1 Beträge", "2 Arten sind unbekannt", "1 Beträge hatten mehr Stellen", "Die Spalte Wirkung dreht sie um"} {
		if !strings.Contains(info, want) && !strings.Contains(info, strings.ToLower(want[:1])+want[1:]) {
			t.Errorf("Info does not say %q", want)
		}
	}
}

// TestRevenueOfAMonthOnly shows a dash for what was not read, and says why.
func TestRevenueOfAMonthOnly(t *testing.T) {
	t.Parallel()
	b, err := Make("revenue", reportInputs(t)["month"])
	if err != nil {
		t.Fatal(err)
	}
	got := cellsOf(t, b, "overview")
	if got["Monat 2026-10"][0] != "50000.00" || got["Vormonat 2026-09"][0] != "–" || got["Vorjahresmonat 2025-10"][0] != "–" || got["Jahr bis 2026-10"][0] != "–" {
		t.Errorf("%v", got)
	}
	if info := fmt.Sprint(b.sheet("info").Blocks); !strings.Contains(info, "„–“ bei Vorjahresmonat 2025-10: Die Berichte wurden nur für 01.10.2026 – 31.10.2026 gelesen.") {
		t.Error("Info does not say why")
	}
}

// TestAccountCurrency finds the currency only where nothing speaks against it.
func TestAccountCurrency(t *testing.T) {
	t.Parallel()
	pay := func(own, account string) billing.Payment {
		return billing.Payment{PaidTotal: amount(t, own), PaidTotalInAccountCurrency: decimal(t, account)}
	}
	net := amount(t, "80.00 CHF")
	tests := map[string]struct {
		payments []billing.Payment
		invoice  bool
		want     string
	}{
		"nothing":   {nil, false, noCurrency},
		"one":       {[]billing.Payment{pay("5 EUR", "5")}, false, "EUR"},
		"converted": {[]billing.Payment{pay("5 EUR", "5"), pay("7 CHF", "7.2")}, false, "EUR"},
		"doubtful":  {[]billing.Payment{pay("5 EUR", "5"), pay("6 EUR", "6.1")}, false, noCurrency},
		"two":       {[]billing.Payment{pay("5 EUR", "5"), pay("7 CHF", "7")}, false, noCurrency},
		"zero":      {[]billing.Payment{pay("0 EUR", "0")}, false, noCurrency},
		"invoice":   {nil, true, "CHF"},
	}
	for name, tt := range tests {
		f := frame{Input: smallInput(t)}
		f.Snapshot.Payments = tt.payments
		if tt.invoice {
			f.Snapshot.Invoices = []billing.Invoice{{ID: 4, NetTotal: net}}
			f.Snapshot.Finance = []billing.FinanceRow{{RecordID: 4, Kind: kindInvoice, NetAmountInAccountCurrency: decimal(t, "80")}}
		}
		if got, words := f.accountCurrency(); got != tt.want || words == "" {
			t.Errorf("%s: %s (%s), want %s", name, got, words, tt.want)
		}
	}
}

// TestUtilisationFigures compares sums with those made by hand: 106 Mondays,
// seven people of whom one has no target.
func TestUtilisationFigures(t *testing.T) {
	t.Parallel()
	in := hoursSet(t)
	b, err := Make("utilisation", in)
	if err != nil {
		t.Fatal(err)
	}
	mondays := 0
	for d := in.Period.From; !d.After(in.Period.To); d = d.AddDays(7) {
		mondays++
	}
	var cents int64 // of hours
	for id := range int64(7) {
		cents += int64(mondays) * (500 + 25*(id+1))
	}
	want := []string{"7", fmt.Sprint(6 * 8 * mondays), billing.NewDecimal(cents, 2).String(), billing.NewDecimal(int64(mondays*7), 1).String(), fmt.Sprintf("%.4f", float64(cents)/float64(100*6*8*mondays))}
	if got := cellsOf(t, b, "overview")["Gesamt"]; !slices.Equal(got[:5], want) {
		t.Errorf("%v, want %v", got, want)
	}
	heat := b.sheet("heat")
	if heat.column("week202653") < 0 || heat.column("week202501") < 0 {
		t.Errorf("the year of 53 weeks has lost one: %d columns", len(heat.Columns))
	}
	for row := range heat.Rows {
		if row[0].Text == "XE" && (row[4].Of != 0 || row[3].Number.IsZero()) {
			t.Errorf("without a target there is no share: %+v", row[4])
		}
	}
	if !strings.Contains(fmt.Sprint(b.sheet("days").Columns, cellsOf(t, b, "overview")), "ohne Team") {
		t.Error("the person without a team is missing")
	}
}

// TestTeamsHidePeople looks for anything of one person in the bytes of the
// files of a book about teams.
func TestTeamsHidePeople(t *testing.T) {
	t.Parallel()
	in := reportInputs(t)["team"]
	in.Sick = true
	for _, template := range []string{"utilisation", "absences"} {
		u := unzip(t, madeOf(t, template, in, "a.xlsx").Path)
		all := fmt.Sprint(u)
		for _, secret := range []string{"Unverwechselbar", "Heimlich", "Anders", "Xaver", "9330000", "Leitung", "ohne Team", "XU", "Geheimprojekt"} {
			if strings.Contains(all, secret) {
				t.Errorf("%s holds %q", template, secret)
			}
		}
		if !strings.Contains(all, "Design") || !strings.Contains(all, "Übrige") {
			t.Errorf("%s has no teams", template)
		}
	}
	for row := range bookFrom(t, "utilisation", in).sheet("days").Rows {
		if row[0].Date.Day == 0 || row[1].Text != row[2].Text {
			t.Fatalf("a row that is no team's: %v", row)
		}
	}
	// Two people are no team.
	in.Snapshot.Utilization = slices.DeleteFunc(in.Snapshot.Utilization, func(r billing.UtilizationRow) bool { return r.UserID > 93_300_002 })
	if b := bookFrom(t, "utilisation", in); b.Check.Rows != 0 || !strings.Contains(fmt.Sprint(b.sheet("info").Blocks), "weniger als 3 Personen") {
		t.Errorf("two people are shown: %d rows", b.Check.Rows)
	}
}

// TestFolding puts small teams together until nobody stands alone.
func TestFolding(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ units, want string }{
		"all large":         {"AAABBB", "AAABBB"},
		"one alone":         {"AAAAB", "ÜÜÜÜÜ"}, // B alone takes A along
		"three alone":       {"AAABCD", "AAAÜÜÜ"},
		"the next smallest": {"AAAABBBC", "AAAAÜÜÜÜ"},
	}
	for name, tt := range tests {
		f := frame{Input: smallInput(t)}
		f.People = PeopleTeam
		var ids []billing.ID
		for i, u := range tt.units {
			ids = append(ids, billing.ID(i+1))
			f.Snapshot.Users = append(f.Snapshot.Users, billing.User{UserRef: billing.UserRef{ID: billing.ID(i + 1)}, Unit: billing.NamedRef{Name: string(u)}})
		}
		seats, got := newPeople(&f).seats(ids), ""
		for _, id := range ids {
			got += strings.Replace(seats[id].team, "Übrige", "Ü", 1)
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

// TestSickDaysAreLeftOut unless the export may show them.
func TestSickDaysAreLeftOut(t *testing.T) {
	t.Parallel()
	in := hoursSet(t)
	for _, template := range []string{"utilisation", "absences"} {
		in.Sick = false
		if all := fmt.Sprint(unzip(t, madeOf(t, template, in, "a.xlsx").Path)); strings.Contains(all, "7.125") || strings.Contains(all, "49.875") {
			t.Errorf("%s has sick days", template)
		}
		in.Sick = true
		if got := bookFrom(t, template, in).sheet("absences").column("sick"); got < 0 {
			t.Errorf("%s has no sick days", template)
		}
	}
}

func bookFrom(t *testing.T, template string, in Input) Book {
	t.Helper()
	b, err := Make(template, in)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestLibreOfficeReports lets LibreOffice calculate every formula again,
// compares all cells with what was written, and looks for ### and errors.
func TestLibreOfficeReports(t *testing.T) {
	t.Parallel()
	shows, calculates := newOffice(t, ""), newOffice(t, alwaysRecalculate)
	dir := t.TempDir()
	var files []string
	for template, cases := range map[string][]string{
		"revenue": {"money", "month", "empty"}, "finance": {"money"}, "cashflow": {"english"}, "utilisation": {"hours", "team", "empty"}, "absences": {"sick", "empty"},
	} {
		for _, c := range cases {
			f := madeOf(t, template, reportInputs(t)[c], template+"-"+c+".xlsx")
			to := filepath.Join(dir, f.Name)
			if err := os.Rename(f.Path, to); err != nil {
				t.Fatal(err)
			}
			files = append(files, to)
		}
	}
	slices.Sort(files)
	calculated := calculates.sheets(t, false, files...)
	if d := cmp.Diff(calculated, shows.sheets(t, false, files...)); d != "" {
		t.Errorf("-calculated +written\n%s", d)
	}
	controls := 0
	for name, rows := range calculated {
		if !strings.HasSuffix(name, "-Übersicht") && !strings.HasSuffix(name, "-Overview") {
			continue
		}
		for _, row := range rows {
			if strings.Contains(row[0], " − ") && len(row) > 1 {
				controls++
				if row[1] != "0" {
					t.Errorf("%s: %s is %s", name, row[0], row[1])
				}
			}
		}
	}
	if controls < 50 {
		t.Errorf("%d controls only", controls)
	}
	bad := regexp.MustCompile(`###|#(REF|NAME|VALUE|DIV/0|N/A)|Err:\d`)
	for name, rows := range shows.sheets(t, true, files...) {
		for i, row := range rows {
			if field := strings.Join(row, ";"); bad.MatchString(field) {
				t.Errorf("%s, row %d shows %q", name, i+1, field)
			}
		}
	}
}

// TestReportsInEveryFormat builds each book in each format, which reads it back
// and compares its sums, and demands the same bytes again.
func TestReportsInEveryFormat(t *testing.T) {
	t.Parallel()
	for _, template := range reportTemplates() {
		in := moneySet(t)
		if template == "utilisation" || template == "absences" {
			in = hoursSet(t)
		}
		for _, f := range Formats() {
			a, b := madeOf(t, template, in, "a"+f.Suffix), madeOf(t, template, in, "a"+f.Suffix)
			if a.SHA256 != b.SHA256 || a.Rows == 0 {
				t.Errorf("%s%s: %d rows, twice the same bytes: %v", template, f.Suffix, a.Rows, a.SHA256 == b.SHA256)
			}
		}
	}
}
