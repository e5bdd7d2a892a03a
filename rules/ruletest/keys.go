package ruletest

import "encoding/json"

// The keys of test files, in one place: the reader binds them, and the JSON
// Schema is made of them.

type object = map[string]any

// key is one key of a map.
type key struct {
	name     string
	required bool
	doc      string
	schema   object
}

type keys []key

// names are the keys as diag.Bind takes them.
func (ks keys) names() []string {
	out := make([]string, len(ks))
	for i, k := range ks {
		out[i] = k.name
		if k.required {
			out[i] += "!"
		}
	}
	return out
}

// schema is the keys as a JSON Schema of a map. The merge key << counts as
// one, because editors see the file before it is merged, and a fragment of
// given: may bring what is required.
func (ks keys) schema() object {
	properties := object{"<<": object{"description": "what an anchor of given: holds"}}
	for _, k := range ks {
		s := object{"description": k.doc}
		for name, v := range k.schema {
			s[name] = v
		}
		properties[k.name] = s
	}
	return object{"type": "object", "properties": properties, "additionalProperties": false, "patternProperties": object{"^x-": object{}}}
}

func text() object             { return object{"type": "string"} }
func label() object            { return object{"type": []string{"string", "number"}} }
func boolean() object          { return object{"type": "boolean"} }
func day() object              { return object{"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"} }
func amount() object           { return object{"type": "string", "pattern": `^-?[0-9]+(\.[0-9]+)? [A-Z]{3}$`} }
func list(item object) object  { return object{"type": "array", "items": item} }
func words(w ...string) object { return object{"enum": w} }
func whole(low int) object     { return object{"type": "integer", "minimum": low} }
func texts() object            { return object{"type": "object", "additionalProperties": label()} }

func fileKeys() keys {
	return keys{
		{"version", true, "the format's version: 1", object{"const": 1}},
		{"rules", true, "the rule files under test, seen from this file's folder", object{"type": "array", "items": text(), "minItems": 1}},
		{"today", true, "the day on which all tests run; nothing in a test reads the clock", day()},
		{"config", false, "what worker.yaml says, as far as rules depend on it", configKeys().schema()},
		{"given", false, "pieces that tests share by anchors: base: &base {…}, then <<: *base", object{"type": "object"}},
		{"tests", true, "the tests", object{"type": "array", "items": testKeys().schema(), "minItems": 1}},
	}
}

func configKeys() keys {
	return keys{
		{"treat_created_as_sent", false, "as in worker.yaml", boolean()},
		{"dun_from", false, "as in worker.yaml", day()},
		{"locale", false, "as in worker.yaml, such as de-DE or en-GB; German if left out", text()},
		{"redirect_mail_to", false, "as in worker.yaml", text()},
		{"calendar", false, "as in worker.yaml; without it, Monday to Friday without holidays", calendarKeys().schema()},
	}
}

func calendarKeys() keys {
	return keys{
		{"workdays", false, "mon, tue, …", list(text())},
		{"holidays", false, "whose public holidays count", placeKeys().schema()},
		{"days_off", false, "further days on which nobody works", list(day())},
	}
}

func placeKeys() keys {
	return keys{
		{"country", false, "DE, AT or CH", text()},
		{"region", false, "a part of the country, such as BE", text()},
	}
}

func testKeys() keys {
	out := keys{
		{"name", true, "what the test shows, in a sentence", text()},
		{"today", false, "another day than that of the file", day()},
		{"config", false, "another config than that of the file, key by key", configKeys().schema()},
		{"invoice", false, "the invoice that the test is about", invoiceKeys().schema()},
		{"customer", false, "or the customer that it is about; the invoices under invoices: are his", customerKeys().schema()},
		{"payment", false, "or the payment", paymentKeys(true).schema()},
		{"reminder", false, "or the reminder in MOCO", reminderKeys(true).schema()},
		{"project", false, "or the project", projectKeys().schema()},
		{"invoices", false, "other invoices, of the same customer if they name none", list(invoiceKeys().schema())},
		{"payments", false, "payments of the invoice", list(paymentKeys(false).schema())},
		{"reminders", false, "reminders of the invoice in MOCO", list(reminderKeys(false).schema())},
		{"holds", false, "what a person keeps back from dunning", list(holdKeys().schema())},
		{"ledger", false, "what this worker did before", ledgerKeys().schema()},
		{"expect", false, "every action that must come out; [] for none", list(object{"type": "object", "additionalProperties": expectation()})},
		{"because", false, "the reason of the invoice's verdict, in the rule file's words", text()},
		{"verdict", false, "what becomes of the invoice", words(outcomes()...)},
		{"open", false, "what is open on the invoice", amount()},
	}
	for _, r := range rows() {
		out = append(out, key{r.name, false, r.doc, r.keys().schema()})
	}
	return out
}

func ledgerKeys() keys {
	return keys{
		{"level", false, "the highest level that this worker has sent for the invoice", whole(0)},
		{"accepted", false, "the level that a person accepted after a drift", whole(0)},
		{"in_hand", false, "the level of a letter that is on its way", whole(1)},
		{"said", false, "rule: the day on which its message was last sent", object{"type": "object", "additionalProperties": day()}},
	}
}

func invoiceKeys() keys {
	return keys{
		{"id", false, "MOCO's id; a number of its own if left out", whole(1)},
		{"number", false, "the invoice number; one of its own if left out, none if empty", label()},
		{"title", false, "the title", label()},
		{"status", false, "MOCO's status; sent if left out", words(statuses()...)},
		{"date", false, "the invoice's date", day()},
		{"due", false, "the due date; none if left out", day()},
		{"gross", true, "the total with tax, such as 2380.00 EUR", amount()},
		{"net", false, "the total without tax; gross if left out", amount()},
		{"cash_discount", false, "a share such as 2%", object{"type": []string{"string", "number"}}},
		{"cash_discount_days", false, "how many days after its date the discount may be taken", whole(0)},
		{"in_collection", false, "handed to debt collection in MOCO", boolean()},
		{"reversed", false, "cancelled by another invoice", boolean()},
		{"reversal", false, "cancels another invoice", boolean()},
		{"tags", false, "its tags in MOCO", list(label())},
		{"custom", false, "the account's own fields", texts()},
		{"owner", false, "who made it, first and last name", text()},
		{"contact", false, "the internal contact, first and last name", text()},
		{"customer", false, "the customer; one of its own if left out", customerKeys().schema()},
		{"project", false, "the project", projectKeys().schema()},
		{"payments", false, "its payments", list(paymentKeys(false).schema())},
		{"reminders", false, "its reminders in MOCO", list(reminderKeys(false).schema())},
	}
}

func customerKeys() keys {
	return keys{
		{"id", false, "MOCO's id; a number of its own if left out", whole(1)},
		{"number", false, "the customer number; the same number is the same customer", label()},
		{"name", false, "the name", label()},
		{"country", false, "ISO code of the country", text()},
		{"email", false, "the e-mail address; one of its own if left out, none if empty", text()},
		{"language", false, "de, or en for letters in English", words("de", "en")},
		{"tags", false, "its tags in MOCO", list(label())},
		{"custom", false, "the account's own fields", texts()},
		{"owner", false, "who looks after it, first and last name", text()},
	}
}

func paymentKeys(alone bool) keys {
	out := keys{
		{"date", true, "its date", day()},
		{"amount", true, "what was paid, such as 500.00 EUR", amount()},
		{"description", false, "the description", label()},
	}
	if alone {
		out = append(out, key{"invoice", false, "the invoice that it pays; none if left out", invoiceKeys().schema()})
	}
	return out
}

func reminderKeys(alone bool) keys {
	out := keys{
		{"date", true, "its date", day()},
		{"level", false, "the level that our reference in it names; a letter by hand has none", whole(1)},
		{"status", false, "created or sent; sent if left out", words("created", "sent")},
		{"title", false, "the title", label()},
		{"due", false, "the end of the term that it gives", day()},
		{"fee", false, "its fee", amount()},
	}
	if alone {
		out = append(out, key{"invoice", true, "the invoice", invoiceKeys().schema()})
	}
	return out
}

func projectKeys() keys {
	return keys{
		{"id", false, "MOCO's id; a number of its own if left out", whole(1)},
		{"number", false, "the project number", label()},
		{"name", false, "the name", label()},
		{"active", false, "true if left out", boolean()},
		{"billable", false, "true if left out", boolean()},
		{"fixed_price", false, "whether it has a fixed price", boolean()},
		{"retainer", false, "whether it is a retainer", boolean()},
		{"start", false, "the first day", day()},
		{"finish", false, "the last day", day()},
		{"currency", false, "ISO code of the currency; EUR if left out", text()},
		{"leader", false, "who leads it, first and last name", text()},
		{"customer", false, "the customer's name", label()},
		{"tags", false, "its tags in MOCO", list(label())},
		{"custom", false, "the account's own fields", texts()},
	}
}

// Schema is the JSON Schema (draft 7) of test files, for editors. Its texts are
// those of the reader's own list of keys.
func Schema() ([]byte, error) {
	s := fileKeys().schema()
	s["$schema"] = "http://json-schema.org/draft-07/schema#"
	s["title"] = "mocowork rule tests"
	s["required"] = []string{"version", "rules", "today", "tests"}
	b, err := json.MarshalIndent(s, "", "  ")
	return append(b, '\n'), err
}
