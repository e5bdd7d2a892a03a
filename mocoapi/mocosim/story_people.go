package mocosim

import (
	"fmt"
	"strings"
)

// namedUsers work at the agency; the first one owns the keys.
var namedUsers = []struct {
	first, last, unit string
	extern            bool
}{
	{"Jane", "Doe", "Beratung", false}, {"Anna", "Muster", "Buchhaltung", false}, {"Ben", "Muster", "Beratung", false},
	{"Clara", "Beispiel", "Design", false}, {"David", "Beispiel", "Entwicklung", false}, {"Emil", "Muster", "Entwicklung", false},
	{"Frida", "Beispiel", "Design", false}, {"Georg", "Muster", "Entwicklung", true},
}

func (t *teller) tellUsers() {
	for i, u := range namedUsers {
		o := newObject(
			"id", 933590+i, "firstname", u.first, "lastname", u.last, "active", true, "extern", u.extern,
			"email", strings.ToLower(u.first)+"@beispiel.example", "mobile_phone", "", "work_phone", "", "home_address", "",
			"info", "", "birthday", nil, "iban", nil, "avatar_url", nil, "tags", []string{}, "custom_properties", newObject(),
			"unit", newObject("id", unitID(u.unit), "name", u.unit), "role", newObject("id", 1, "name", "Standard"),
			"created_at", t.at("2024-01-08", 8, i), "updated_at", t.at("2024-01-08", 8, i),
		)
		t.users = append(t.users, o)
		t.st.put(kindUsers, o)
	}
}

func unitID(name string) int {
	return 909170 + strings.Index("Beratung Buchhaltung Design Entwicklung", name)
}

// party is a company of the story. Those without a number are suppliers.
type party struct {
	name, number, email, city, country, currency string
	tags                                         []string
	days                                         int
}

// namedParties are in the story by name. The others are drawn.
var namedParties = []party{
	{"Beispiel & Söhne KG", "10007", "post@beispiel-soehne.example", "20095 Hamburg", "DE", "EUR", nil, 28},
	{"Isar Digital GmbH", "10042", "rechnung@isar.example", "80331 München", "DE", "EUR", nil, 14},
	{"Alpenblick AG", "10118", "kreditoren@alpenblick.example", "82467 Garmisch-Partenkirchen", "DE", "EUR", nil, 14},
	{"Nordlicht Medien GmbH", "10165", "buchhaltung@nordlicht.example", "24103 Kiel", "DE", "EUR", nil, 14},
	{"Hansa Logistik GmbH", "10203", "rechnungen@hansa-logistik.example", "28195 Bremen", "DE", "EUR", nil, 14},
	{"Café Zentral e.K.", "10231", "info@cafezentral.example", "01067 Dresden", "DE", "EUR", nil, 14},
	{"Studio Süd GmbH", "10301", "hallo@studiosued.example", "70173 Stuttgart", "DE", "EUR", []string{"Sonderabsprache"}, 7},
	{"Kieler Bootsbau GmbH", "10305", "buero@bootsbau.example", "24148 Kiel", "DE", "EUR", nil, 14},
	{"Harz Energie Service GmbH", "10309", "rechnung@harzservice.example", "38640 Goslar", "DE", "EUR", nil, 14},
	{"Spree Architekten PartG mbB", "10312", "kontakt@spreearchitekten.example", "10117 Berlin", "DE", "EUR", nil, 14},
	{"Lahn Maschinenbau GmbH", "10314", "einkauf@lahnmaschinen.example", "35037 Marburg", "DE", "EUR", nil, 14},
	{"Weser Druck KG", "10318", "post@weserdruck.example", "31785 Hameln", "DE", "EUR", nil, 10},
	{"Taunus Software GmbH", "10322", "ap@taunussoftware.example", "61348 Bad Homburg", "DE", "EUR", nil, 14},
	{"=SUMME AG", "10330", "buchhaltung@summe.example", "60311 Frankfurt am Main", "DE", "EUR", nil, 30},
	{"Atelier <b>Nord</b> GbR", "10331", "atelier@nord.example", "18055 Rostock", "DE", "EUR", nil, 30},
	{"Papier & Feder OHG", "10332", "", "99084 Erfurt", "DE", "EUR", nil, 30},
	{"Donaublick Werkstatt GmbH", "10340", "office@donaublick.example", "1020 Wien", "AT", "EUR", nil, 30},
	{"Zürichsee Verlag AG", "10350", "kreditoren@zuerichsee.example", "8001 Zürich", "CH", "CHF", nil, 30},
	{"Matterhorn Optik AG", "10351", "finanzen@matterhorn.example", "3920 Zermatt", "CH", "CHF", nil, 30},
	{"Aare Immobilien AG", "10352", "post@aare.example", "3011 Bern", "CH", "CHF", nil, 30},
	{"Serverraum Hosting GmbH", "", "billing@serverraum.example", "90402 Nürnberg", "DE", "EUR", nil, 0},
	{"Bürobedarf Linde KG", "", "info@linde-buero.example", "50667 Köln", "DE", "EUR", nil, 0},
	{"Freie Feder Texte", "", "text@freiefeder.example", "04109 Leipzig", "DE", "EUR", nil, 0},
}

var (
	rivers = []string{"Elbe", "Rhein", "Main", "Neckar", "Havel", "Saale", "Mosel", "Ruhr", "Lech", "Inn", "Fulda", "Werra", "Oder", "Eider", "Ems", "Aller", "Leine", "Iller"}
	trades = []string{"Optik", "Bau", "Druckerei", "Software", "Verlag", "Spedition", "Solar", "Möbel", "Reisen", "Werkzeuge", "Film", "Technik"}
	forms  = []string{"GmbH", "AG", "KG", "GbR", "e.K.", "UG (haftungsbeschränkt)", "GmbH & Co. KG"}
	cities = []string{"10115 Berlin", "20457 Hamburg", "50672 Köln", "80469 München", "04107 Leipzig", "40213 Düsseldorf", "30159 Hannover", "90403 Nürnberg", "79098 Freiburg", "48143 Münster"}
)

// customerCount is how many companies of the story are customers.
const customerCount = 96

func (t *teller) tellCompanies() {
	t.customers, t.projects = map[string]*object{}, map[int64][]*object{}
	customers := 0
	for i, p := range namedParties {
		t.addParty(p, i)
		if p.number != "" {
			customers++
		}
	}
	names := t.rnd.Perm(len(rivers) * len(trades))
	for i := 0; customers < customerCount; i++ {
		river, trade := rivers[names[i]/len(trades)], trades[names[i]%len(trades)]
		p := party{
			name: river + " " + trade + " " + pickFrom(t, forms), number: fmt.Sprint(10400 + i),
			email: "rechnung@" + slug(river+trade) + ".example", city: pickFrom(t, cities), country: "DE", currency: "EUR",
			days: pickFrom(t, []int{14, 14, 30}),
		}
		t.pool = append(t.pool, t.addParty(p, len(namedParties)+i))
		customers++
	}
	for _, name := range []string{"Beispiel & Söhne KG", "Isar Digital GmbH", "Alpenblick AG", "Café Zentral e.K.", "Kieler Bootsbau GmbH",
		"Lahn Maschinenbau GmbH", "=SUMME AG", "Atelier <b>Nord</b> GbR", "Papier & Feder OHG"} {
		t.pool = append(t.pool, t.customers[name])
	}
}

func slug(name string) string {
	return strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss").Replace(strings.ToLower(name))
}

func (t *teller) addParty(p party, i int) *object {
	kind := "customer"
	if p.number == "" {
		kind = "supplier"
	}
	at := t.at(daysAfter("2024-02-01", i*5), 9, i%60)
	o := newObject("id", 761263000+i*7, "type", kind, "name", p.name, "website", "", "email", orNull(p.email),
		"billing_email_cc", nil, "phone", "", "fax", "", "address", p.name+"\n"+p.city, "tags", sorted(p.tags),
		"user", userRef(t.users[i%3]), "info", "", "custom_properties", newObject())
	if kind == "customer" {
		fillCustomer(o, p, i)
	} else {
		o.put("iban", "DE02120300000000202051")
		o.put("credit_number", 70000+i)
	}
	for _, kv := range []struct {
		key string
		v   any
	}{
		{"country_code", p.country}, {"vat_identifier", nil}, {"alternative_correspondence_language", false},
		{"footer", ""}, {"active", true}, {"archived_on", nil}, {"created_at", at}, {"updated_at", at},
	} {
		o.put(kv.key, kv.v)
	}
	t.st.put(kindCompanies, o)
	t.customers[p.name] = o
	return o
}

func fillCustomer(o *object, p party, i int) {
	tax := taxOf(p.country)
	o.put("identifier", p.number)
	o.put("intern", false)
	o.put("billing_tax", tax)
	o.put("customer_vat", vatObject(tax))
	o.put("currency", p.currency)
	o.put("custom_rates", false)
	o.put("include_time_report", false)
	o.put("billing_notes", "")
	o.put("default_discount", cents(0))
	o.put("default_cash_discount", cents(0))
	o.put("default_cash_discount_days", 0)
	o.put("default_invoice_due_days", p.days)
	o.put("projects", []*object{})
	o.put("debit_number", 10000+i)
}

// taxOf is the rate in hundredths of a percent point: Austria is billed by reverse charge.
func taxOf(country string) cents {
	switch country {
	case "CH":
		return 810
	case "AT":
		return 0
	}
	return 1900
}

func vatObject(tax cents) *object {
	return newObject("id", 59000+int(tax/10), "tax", tax, "reverse_charge", tax == 0, "intra_eu", tax == 0, "active", true,
		"print_gross_total", true, "notice_tax_exemption", "", "notice_tax_exemption_alt", "", "code", fmt.Sprintf("V%d", tax/10))
}
