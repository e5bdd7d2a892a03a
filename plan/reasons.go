package plan

import (
	"regexp"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// reasons are the reasons, and the details beside them, that the product gives, in English and in
// German. A part in braces is taken over as it stands. Reasons of rule files
// are in their author's words and are never translated.
var reasons = []struct{ english, german string }{
	{"a draft", "Entwurf"},
	{"ignored in MOCO", "in MOCO ignoriert"},
	{"disregarded in MOCO", "in MOCO als erledigt markiert"},
	{"reversed by {}", "storniert durch {}"},
	{"reversed", "storniert"},
	{"a reversal of {}", "Storno von {}"},
	{"a reversal", "Storno"},
	{"unknown status {}", "unbekannter Status {}"},
	{"a credit", "Gutschrift"},
	{"status and payments disagree", "Status und Zahlungen widersprechen sich"},
	{"paid", "bezahlt"},
	{"nothing to pay", "nichts zu zahlen"},
	{"it has no invoice number", "ohne Rechnungsnummer"},
	{"it has no due date", "ohne Fälligkeit"},
	{"customer {} is unknown", "Kunde {} ist unbekannt"},
	{"in debt collection", "beim Inkasso"},
	{"not marked as sent", "nicht als versendet markiert"},
	{"reminder {} does not say whether it was sent", "Mahnung {} sagt nicht, ob sie versendet wurde"},
	{"reminder {} was sent, but has no date", "Mahnung {} wurde versendet, hat aber kein Datum"},
	{"unsent reminder {} exists in MOCO", "in MOCO liegt die unversendete Mahnung {}"},
	{"drift: our ledger says level {}, MOCO shows level {}", "Abweichung: laut Protokoll Stufe {}, in MOCO Stufe {}"},
	{"drift: MOCO itself says level {}, its reminders show level {}", "Abweichung: MOCO selbst nennt Stufe {}, seine Mahnungen zeigen Stufe {}"},
	{"drift: level {} is in hand, level {} is reached", "Abweichung: Stufe {} ist in Arbeit, Stufe {} ist erreicht"},
	{"letter in hand", "Mahnung in Arbeit"},
	{"ladder is finished: level {} of {} was sent on {}", "Mahnstufen ausgeschöpft: Stufe {} von {} ging am {} hinaus"},
	{"ladder is finished: level {} of {} is reached", "Mahnstufen ausgeschöpft: Stufe {} von {} ist erreicht"},
	{"the customer has no e-mail address in MOCO", "der Kunde hat in MOCO keine E-Mail-Adresse"},
	{"less than {} days late", "weniger als {} Tage überfällig"},
	{"day {} fell on a day off", "Tag {} fiel auf einen freien Tag"},
	{"reminded less than {} days ago", "vor weniger als {} Tagen gemahnt"},
	{"a letter's term runs until {}", "die Frist einer Mahnung läuft bis {}"},
	{"cash discount taken in time: write off the rest in MOCO", "Skonto fristgerecht abgezogen: Rest in MOCO ausbuchen"},
	{"unjustified cash discount?", "Skonto zu Unrecht abgezogen?"},
	{"paid with cash discount", "mit Skonto bezahlt"},
	{"the customer has an open credit of {} ({})", "der Kunde hat eine offene Gutschrift über {} ({})"},
	{"the customer has open credits of {} ({})", "der Kunde hat offene Gutschriften über {} ({})"},
	{"the customer's open credits can't be added up: {}", "die offenen Gutschriften des Kunden lassen sich nicht addieren: {}"},
	{"the customer's e-mail address in MOCO is not one plain address", "die E-Mail-Adresse des Kunden in MOCO ist keine einzelne Adresse"},
	{"on hold until {} ({}: {})", "Mahnsperre bis {} ({}: {})"},
	{"on hold ({}: {})", "Mahnsperre ({}: {})"},
	{"disputed until {} ({}: {})", "Reklamation bis {} ({}: {})"},
	{"disputed ({}: {})", "Reklamation ({}: {})"},
	{"promise to pay until {} ({}: {})", "Zahlungszusage bis {} ({}: {})"},
	{"promise to pay {} until {} ({}: {})", "Zahlungszusage über {} bis {} ({}: {})"},
	{"promise of {} was not kept", "Zahlungszusage zum {} nicht eingehalten"},
	{"not due yet", "noch nicht fällig"},
	{"due before {} (dun_from)", "fällig vor dem {} (dun_from)"},
	{"when: {} is false", "when: {} trifft nicht zu"},
	{"when is false", "die Bedingung trifft nicht zu"},
	{"no rule sends reminders", "keine Regel mahnt"},
	{"level {}, {}", "Stufe {}, {}"},
	{"paid meanwhile", "inzwischen bezahlt"},
	{"sent in this trial already", "im Probebetrieb schon verschickt"},
	{"its letter is in review", "die Mahnung ist zu klären"},
	{"its letter was made, and MOCO does not show it", "die Mahnung ging hinaus, in MOCO fehlt sie"},
	{"the fee of {} at level {} is above {} ({})", "die Gebühr von {} auf Stufe {} liegt über {} ({})"},
	{"{} from MOCO could not be read", "{} aus MOCO ist nicht lesbar"},
	{"the invoice has no gross total", "ohne Bruttobetrag"},
	{"payment {} has no amount", "Zahlung {} hat keinen Betrag"},
	{"payment {} is in {}, the invoice in {}", "Zahlung {} ist in {}, die Rechnung in {}"},
	{"no fee for {} at level {}", "keine Mahngebühr für {} auf Stufe {}"},
	{"rest of {} is within the tolerance", "Rest von {} liegt innerhalb der Toleranz"},
	{"the due date fell on a day off", "die Fälligkeit fiel auf einen freien Tag"},
	{"a payment came less than {} days ago", "vor weniger als {} Tagen ging eine Zahlung ein"},
	{"a payment went back less than {} days ago", "vor weniger als {} Tagen ging eine Zahlung zurück"},
	{"payments in MOCO look old: the last was booked on {}, usually every day", "Zahlungen in MOCO sind wohl veraltet: zuletzt gebucht am {}, sonst täglich"},
	{"payments in MOCO look old: the last was booked on {}, usually every {} days", "Zahlungen in MOCO sind wohl veraltet: zuletzt gebucht am {}, sonst alle {} Tage"},
	{"payments in MOCO look old: the last was booked on {}, more than {} days ago", "Zahlungen in MOCO sind veraltet: zuletzt gebucht am {}, vor mehr als {} Tagen"},
	{"no payment is booked in MOCO", "in MOCO ist keine Zahlung gebucht"},
	{"an unassigned payment of {} ({}) could be for this invoice", "eine nicht zugeordnete Zahlung über {} ({}) könnte für diese Rechnung sein"},
	{"in the letter of {}", "im Schreiben zu {}"},
	{"the letter does not name {}, which it is about as well", "das Schreiben nennt {} nicht, um die es auch geht"},
	{"the letter does not carry our reference", "das Schreiben trägt unser Zeichen nicht"},
	{"another letter to the customer is in hand", "ein anderes Schreiben an den Kunden ist in Arbeit"},
	{"the customer's invoices can't be added up: {}", "die Rechnungen des Kunden lassen sich nicht addieren: {}"},

	{"no fee: this letter starts default", "keine Gebühr: erst dieser Brief löst den Verzug aus"},
	{"lapses on {}", "verjährt am {}"},
	{"due on {}", "fällig am {}"},
	{"reminder {}, {} days ago", "Mahnung {}, vor {} Tagen"},
	{"reminder {}, 1 day ago", "Mahnung {}, gestern"},
	{"1 day late", "1 Tag überfällig"},
	{"{} days late", "{} Tage überfällig"},
	{"payment {} of {}, {}", "Zahlung {} vom {}, {}"},
	{"MOCO says created", "in MOCO: erstellt"},
	{"MOCO says partially_paid, nothing is paid", "laut MOCO teilbezahlt, bezahlt ist nichts"},
	{"{}% until {}, paid {}", "{} % bis {}, bezahlt am {}"},
	{"MOCO says {}, nothing is open", "laut MOCO {}, offen ist nichts"},
	{"MOCO says {}, {} is open", "laut MOCO {}, offen sind {}"},
	{"MOCO says {}, {} too much was paid", "laut MOCO {}, {} zu viel bezahlt"},
	{"paid {} too much", "{} zu viel bezahlt"},
	{"since {}", "seit {}"},
	{"settle it with: {}", "zu klären mit: {}"},
	{"level {} is being settled", "Stufe {} wird gerade geklärt"},

	{"reminder {} of level {} was mailed, and our ledger does not know it: was it restored from a backup? The level counts from now on",
		"Mahnung {} der Stufe {} wurde verschickt, steht aber nicht im Protokoll: Wurde es aus einer Sicherung zurückgespielt? Die Stufe zählt ab jetzt"},
	{"another installation ({}) mailed level {} with reminder {}; the level counts here too",
		"eine andere Installation ({}) hat Stufe {} mit Mahnung {} verschickt; die Stufe zählt auch hier"},
	{"reminder {} of level {} is unsent, and our ledger does not know it: mail it or delete it in MOCO",
		"Mahnung {} der Stufe {} ist nicht verschickt und steht nicht im Protokoll: in MOCO verschicken oder löschen"},
	{"reminder {} of level {} is unsent; another installation ({}) made it, and nobody here mails it",
		"Mahnung {} der Stufe {} ist nicht verschickt; eine andere Installation ({}) hat sie angelegt, von hier verschickt sie niemand"},
	{"reminder {} of level {} was made and never mailed: mail it or delete it in MOCO",
		"Mahnung {} der Stufe {} wurde angelegt und nie verschickt: in MOCO verschicken oder löschen"},
	{"reminders {} and {} are both level {}: {} is unsent, delete it in MOCO",
		"Mahnungen {} und {} sind beide Stufe {}: {} ist nicht verschickt, bitte in MOCO löschen"},
	{"reminders {} and {} of level {} were both mailed", "Mahnungen {} und {} der Stufe {} wurden beide verschickt"},
	{"our ledger mailed level {} with reminder {}, which MOCO shows as unsent",
		"laut Protokoll ging Stufe {} mit Mahnung {} hinaus, in MOCO ist sie nicht verschickt"},
	{"our ledger says level {}, MOCO shows level {}; settle it with: {}",
		"laut Protokoll Stufe {}, in MOCO Stufe {}; zu klären mit: {}"},
	{"reminder {} of level {}, which our ledger mailed, is gone from MOCO; level {} still counts",
		"Mahnung {} der Stufe {} wurde verschickt und fehlt jetzt in MOCO; Stufe {} zählt weiter"},
	{"{} waits for a person since {}: worker actions show {}", "{} wartet seit {} auf einen Menschen: worker actions show {}"},
}

// lapses begins what a claim that lapses soon has behind its other details.
const lapses = " · lapses on "

// WithLapse puts the day on which a claim lapses behind a detail.
func WithLapse(detail string, on billing.Date) string {
	return strings.TrimPrefix(detail+lapses+on.Format(billing.English), " · ")
}

// brokenPromise joins the words on a promise that was not kept with the rest of
// a detail.
const brokenPromise = " was not kept; "

// patterns are the reasons as expressions, in the same order.
var patterns = func() []*regexp.Regexp {
	out := make([]*regexp.Regexp, len(reasons))
	for i, r := range reasons {
		out[i] = regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(r.english), `\{\}`, "(.+?)") + "$")
	}
	return out
}()

// englishDate is a date as reasons carry it.
var englishDate = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b|\b\d{2} [A-Z][a-z]{2} \d{4}\b`)

// ReasonIn is a reason or a detail of a verdict in a language: the product's own are translated, those
// of rule files stay.
func ReasonIn(l billing.Language, reason string) string {
	if l != billing.German {
		return reason
	}
	if i := strings.LastIndex(reason, lapses); i > 0 {
		return ReasonIn(l, reason[:i]) + " · " + ReasonIn(l, strings.TrimPrefix(reason[i:], " · "))
	}
	if head, rest, two := strings.Cut(reason, brokenPromise); two {
		return ReasonIn(l, head+strings.TrimSuffix(brokenPromise, "; ")) + "; " + ReasonIn(l, rest)
	}
	for i, p := range patterns {
		found := p.FindStringSubmatch(reason)
		if found == nil {
			continue
		}
		out := reasons[i].german
		for _, part := range found[1:] {
			out = strings.Replace(out, "{}", germanDates(part), 1)
		}
		return out
	}
	return reason
}

func germanDates(s string) string {
	return englishDate.ReplaceAllStringFunc(s, func(d string) string {
		t, err := billing.ParseDate(d)
		if err != nil {
			t = billing.ParseLong(d)
		}
		if t.IsZero() {
			return d
		}
		return t.Format(billing.German)
	})
}
