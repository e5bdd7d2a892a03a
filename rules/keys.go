package rules

// The keys of rule files, in one place: the reader binds them, the JSON Schema
// and the documentation are made of them.

// key is one key of a map.
type key struct {
	name     string
	required bool
	doc      string
	schema   object
}

type object = map[string]any

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

func textSchema() object { return object{"type": "string"} }
func boolSchema() object { return object{"type": "boolean"} }
func daysSchema() object { return object{"type": "string", "pattern": "^[0-9]+d$"} }

// wordOrDaysSchema is one of a few words, or a number of days.
func wordOrDaysSchema(words ...string) object {
	return object{"oneOf": []any{oneOfWords(words...), object{"type": "string", "pattern": "^[1-9][0-9]*d$"}}}
}

func arrayOf(item object) object { return object{"type": "array", "items": item} }

func oneOfWords(words ...string) object {
	list := make([]any, len(words))
	for i, w := range words {
		list[i] = w
	}
	return object{"type": "string", "enum": list}
}

// moneySchema is "5.00 EUR", a table of amounts per currency, or 0 where that
// means nothing.
func moneySchema(zero bool) object {
	forms := []any{
		object{"type": "string", "pattern": `^[0-9]+(\.[0-9]+)? [A-Z]{3}$`},
		object{"type": "object", "propertyNames": object{"pattern": "^[A-Z]{3}$"}, "additionalProperties": object{"type": "number", "minimum": 0}},
	}
	if zero {
		forms = append(forms, object{"const": 0})
	}
	return object{"oneOf": forms}
}

func fileKeys() keys {
	return keys{
		{"version", true, "the format's version: 1", object{"const": 1}},
		{"lists", false, "customers and tags under a name, for `in lists.NAME`", object{"type": "object", "additionalProperties": listKeys().schema()}},
		{"ladders", false, "the steps of dunning under a name, for remind", object{"type": "object", "additionalProperties": ladderKeys().schema()}},
		{"amounts", false, "amounts per currency under a name, for amounts.NAME", object{"type": "object", "additionalProperties": moneySchema(false)}},
		{"rules", true, "the rules, in the order in which they are asked", arrayOf(ruleKeys().schema())},
	}
}

func listKeys() keys {
	return keys{
		{"customers", false, "customer numbers", arrayOf(textSchema())},
		{"tags", false, "tags of a customer or an invoice in MOCO", arrayOf(textSchema())},
	}
}

func ladderKeys() keys {
	return keys{
		{"grace", false, "no letter before so many days after the due date", daysSchema()},
		{"min_gap", true, "days between two reminders for one invoice, at least 1d", daysSchema()},
		{"steps", true, "the levels, from 1 on", arrayOf(rungKeys().schema())},
		{"tolerance", false, "a rest of up to so much is left alone, per currency; none without it", moneySchema(false)},
		{"discount_grace", false, "days that a cash discount (Skonto) may be taken late; none if left out", daysSchema()},
		{"payment_restarts_gap", false, "days that a part payment after the last reminder gives before the next; 7d if left out, or min_gap if that is shorter, 0d for none", daysSchema()},
		{"count_created", false, "what an unsent reminder in MOCO counts for: hold holds the invoice (if left out), ignore passes over one older than min_gap, 14d counts one of that age as sent", wordOrDaysSchema("hold", "ignore")},
		{"payments_fresh", false, "hold while the newest payment in MOCO is old: off (if left out) only warns, auto learns the usual days between bookings, 5d sets them", wordOrDaysSchema("off", "auto")},
		{"letters", false, "per_invoice (if left out), or per_customer: one letter for all of a customer's overdue invoices of a currency", oneOfWords(lettersPerInvoice, lettersPerCustomer)},
		{"texts", false, "the letters' texts: default for the shipped German and English ones, or a folder beside this file with de.yaml and en.yaml, such as ./texts/",
			object{"type": "string", "pattern": "^default$|/"}},
	}
}

func rungKeys() keys {
	return keys{
		{"level", true, "1, 2, 3, …", object{"type": "integer", "minimum": 1}},
		{"name", true, "the letter's name, such as Zahlungserinnerung", textSchema()},
		{"after", true, "days after the due date", daysSchema()},
		{"pay_within", true, "days that the letter gives, from its date on", daysSchema()},
		{"fee", false, "a fee with its currency, or an amount per currency; 0 for none", moneySchema(true)},
		{"approve", false, "the group that must approve each letter of this level", textSchema()},
	}
}

func ruleKeys() keys {
	var names []string
	for _, d := range datasets() {
		names = append(names, d.name)
	}
	actions := object{}
	for _, a := range actionKinds() {
		actions[a.name] = a.keys.schema()
	}
	one := object{"type": "object", "minProperties": 1, "maxProperties": 1, "properties": actions, "additionalProperties": false}
	return keys{
		{"name", true, "a short name, unique among all files", textSchema()},
		{"description", false, "what it is for, in a sentence", textSchema()},
		{"for_each", true, "what it looks at", oneOfWords(names...)},
		{"when", true, "one yes/no question", textSchema()},
		{"unless", false, "reasons not to act, each with words that people read", arrayOf(reasonKeys().schema())},
		{"actions", true, "what to do", object{"type": "array", "items": one, "minItems": 1}},
	}
}

func reasonKeys() keys {
	return keys{
		{"if", true, "a yes/no question", textSchema()},
		{"say", true, "the reason, as people read it", textSchema()},
	}
}

// schema is the keys as a JSON Schema of a map.
func (ks keys) schema() object {
	properties, required := object{}, []any{}
	for _, k := range ks {
		s := object{"description": k.doc}
		for name, v := range k.schema {
			s[name] = v
		}
		properties[k.name] = s
		if k.required {
			required = append(required, k.name)
		}
	}
	o := object{"type": "object", "properties": properties, "additionalProperties": false, "patternProperties": object{"^x-": object{}}}
	if len(required) > 0 {
		o["required"] = required
	}
	return o
}
