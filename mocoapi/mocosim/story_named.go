package mocosim

// told is one invoice of the story. What is left empty is drawn or follows from the rest.
type told struct {
	number   string // empty: a draft
	id       int
	customer string
	date     string // empty: by its place among its neighbours
	days     int    // until due; 0: the customer's
	due      string // instead of days
	gross    cents  // 0: drawn
	status   string // empty: paid
	title    string
	tags     []string
	paid     []paid
	reminded []string // dates of the reminders sent
	payAfter int      // days from the date of the invoice to its payment
	inkasso  string   // date of the handing over

	reversal int64 // the other id of a pair

	company *object
	object  *object
}

type paid struct {
	date   string
	amount cents
}

// overdueInEUR are the 14 invoices that are late on StoryDay: 6 that get a letter, 8 that are left alone.
var overdueInEUR = []told{
	{number: "R2608-002", id: 80402, customer: "Café Zentral e.K.", date: "2026-08-03", days: 14, gross: 71400,
		status: "overdue", title: "Speisekarte Herbst", reminded: []string{"2026-08-27", "2026-09-28"}},
	{number: "R2609-014", id: 80547, customer: "Nordlicht Medien GmbH", date: "2026-09-01", days: 14, gross: 1892100,
		status: "overdue", title: "Kampagne Küste", reminded: []string{"2026-09-24", "2026-11-02"}},
	{number: "R2609-021", customer: "Kieler Bootsbau GmbH", date: "2026-09-07", days: 14, gross: 118600, inkasso: "2026-11-09",
		status: "overdue", title: "Messestand", reminded: []string{"2026-09-29", "2026-10-12", "2026-10-26"}},
	{number: "R2610-003", id: 80612, customer: "Alpenblick AG", date: "2026-10-02", days: 14, gross: 952000,
		status: "partially_paid", title: "Buchungsseite", paid: []paid{{"2026-11-04", 400000}}, reminded: []string{"2026-10-26"}},
	{number: "R2610-011", id: 80633, customer: "Isar Digital GmbH", date: "2026-10-02", days: 30, gross: 157000,
		status: "overdue", title: "Styleguide", reminded: []string{"2026-11-16"}},
	{number: "R2610-014", customer: "Lahn Maschinenbau GmbH", date: "2026-10-05", days: 14, gross: 135900,
		status: "overdue", title: "Produktfotos", reminded: []string{"2026-11-17"}},
	{number: "R2610-019", customer: "Beispiel & Söhne KG", date: "2026-10-06", days: 28, gross: 238000,
		status: "overdue", title: "Katalog 2027"},
	{number: "R2610-022", id: 80699, customer: "Hansa Logistik GmbH", date: "2026-10-10", days: 14, gross: 1240000,
		status: "overdue", title: "Retainer Q4", reminded: []string{"2026-10-31"}},
	{number: "R2610-027", customer: "Weser Druck KG", date: "2026-10-12", days: 10, gross: 238000,
		status: "partially_paid", title: "Druckdaten", paid: []paid{{"2026-11-21", 100000}}, reminded: []string{"2026-11-02"}},
	{number: "R2610-030", customer: "Studio Süd GmbH", date: "2026-10-13", days: 7, gross: 119000,
		status: "overdue", title: "Fotostrecke", tags: []string{"Sonderabsprache"}},
	{number: "R2611-001", customer: "Isar Digital GmbH", date: "2026-11-01", days: 14, gross: 119000,
		status: "overdue", title: "Wartung November"},
	{number: "R2611-004", customer: "Harz Energie Service GmbH", date: "2026-11-04", days: 14, gross: 35700,
		status: "overdue", title: "Newsletter"},
	{number: "R2611-007", customer: "Spree Architekten PartG mbB", date: "2026-11-05", days: 14, gross: 59500,
		status: "overdue", title: "Projektseite"},
	{number: "R2611-009", customer: "Taunus Software GmbH", date: "2026-11-06", days: 14, gross: 60050,
		status: "sent", title: "Icons"},
}

// restInEUR is what the 25 open invoices that are not yet due and have no fixed amount come to, so that all 42 come to
// 74,310.00. The last of them, restNumber, takes what the others leave; it is billed without tax, so any amount is right.
const (
	restInEUR  cents = 1866250
	restNumber       = "R2611-020"
)

// openInEUR are those of the 28 open invoices not yet due that are told by name.
var openInEUR = []told{
	{number: "R2610-032", date: "2026-10-26", days: 30, status: "sent"},
	{number: "R2610-033", customer: "Hansa Logistik GmbH", days: 30, gross: 178500, status: "sent", title: "Lagerplan"},
	{number: "R2611-010", customer: "Hansa Logistik GmbH", days: 30, gross: 152500, status: "sent", title: "Fahrzeugbeschriftung"},
	{number: "R2611-026", customer: "=SUMME AG", due: "2026-12-25", gross: 297500, status: "sent", title: "Jahresbericht"},
	{number: "R2611-014", customer: "=SUMME AG", days: 30, status: "sent", title: "=1+1 Diagramme"},
	{number: "R2611-016", customer: "Atelier <b>Nord</b> GbR", days: 30, status: "sent", title: "Ausstellung <Nord>"},
	{number: "R2611-022", customer: "Papier & Feder OHG", days: 30, status: "sent", title: "Briefpapier & Karten"},
	{number: restNumber, customer: "Donaublick Werkstatt GmbH", days: 30, status: "sent", title: "Maschinenportal"},
}

// otherOpen are the numbers of the further open invoices not yet due; customers and amounts are drawn.
var otherOpen = []string{
	"R2610-034", "R2610-035", "R2610-036", "R2610-037", "R2610-038", "R2610-039",
	"R2611-006", "R2611-008", "R2611-011", "R2611-013", "R2611-015", "R2611-017", "R2611-019", "R2611-021",
	"R2611-023", "R2611-024", "R2611-025", "R2611-027", "R2611-028", "R2611-029",
}

// settledByName have something to show although nothing is open: payments of the last days, a customer who pays after
// 41 days on average, francs, a cancelled pair, a credit note, invoices given up.
var settledByName = []told{
	{number: "R2610-016", customer: "Café Zentral e.K.", days: 30, gross: 357000, title: "Fensterfolien", paid: []paid{{"2026-11-20", 357000}}},
	{number: "R2610-024", customer: "Alpenblick AG", days: 30, gross: 255000, title: "Wanderkarte", paid: []paid{{"2026-11-20", 255000}}},
	{number: "R2603-005", customer: "Hansa Logistik GmbH", gross: 476000, title: "Retainer Q1", payAfter: 39},
	{number: "R2605-020", customer: "Hansa Logistik GmbH", gross: 618800, title: "Retainer Q2", payAfter: 41},
	{number: "R2607-011", customer: "Hansa Logistik GmbH", gross: 333200, title: "Retainer Q3", payAfter: 43},
	{number: "R2603-012", customer: "Zürichsee Verlag AG", gross: 432400, title: "Umschläge"},
	{number: "R2607-020", customer: "Aare Immobilien AG", gross: 216200, title: "Exposés"},
	{number: "R2605-010", customer: "Papier & Feder OHG", gross: 142800, status: "ignored", title: "Modellfotos", reversal: 1},
	{number: "R2605-011", customer: "Papier & Feder OHG", gross: -142800, status: "ignored", title: "Storno zu R2605-010", reversal: -1},
	{number: "R2606-015", customer: "Donaublick Werkstatt GmbH", gross: -59500, title: "Gutschrift Hosting"},
	{number: "R2602-008", customer: "Harz Energie Service GmbH", gross: 29750, status: "ignored", title: "Kleinauftrag"},
	{number: "R2604-019", customer: "Lahn Maschinenbau GmbH", gross: 47600, status: "ignored", title: "Nachbesserung"},
}

// openElsewhere are open in francs, and a draft.
var openElsewhere = []told{
	{number: "R2610-031", customer: "Matterhorn Optik AG", date: "2026-10-20", days: 30, gross: 324300, status: "sent", title: "Gipfelkampagne"},
	{number: "R2611-012", customer: "Zürichsee Verlag AG", days: 30, gross: 540500, status: "sent", title: "Seemagazin"},
	{number: "R2611-018", customer: "Aare Immobilien AG", days: 30, gross: 183770, status: "created", title: "Bautafel"},
	{number: "R2611-030", customer: "Spree Architekten PartG mbB", gross: 833000, status: "draft", title: "Wettbewerb"},
}

// months are the numbering periods with how many invoices each has: 420 in all.
var months = []struct {
	period, first string
	count, last   int // the day on which the last one is written
}{
	{"R2512", "2025-12-01", 33, 22}, {"R2601", "2026-01-01", 34, 29}, {"R2602", "2026-02-01", 34, 26}, {"R2603", "2026-03-01", 35, 30},
	{"R2604", "2026-04-01", 36, 29}, {"R2605", "2026-05-01", 35, 28}, {"R2606", "2026-06-01", 36, 29}, {"R2607", "2026-07-01", 36, 30},
	{"R2608", "2026-08-01", 36, 28}, {"R2609", "2026-09-01", 36, 29}, {"R2610", "2026-10-01", 39, 30}, {"R2611", "2026-11-01", 30, 20},
}
