package checks

// rulePages are mistakes in rule files: nothing runs with them.
func rulePages() []Page {
	return []Page{
		{
			Code: "unknown-field", In: Rules,
			Means: "What the rule asks about has no such field. `worker rules fields` lists all. A misspelt field is an error and never just false or true: a typing mistake must not mail anyone.",
			Wrong: "when: invoice.days_overdu >= 14",
			Right: "when: invoice.days_overdue >= 14",
		},
		{
			Code: "unknown-name", In: Rules,
			Means: "A word of the question is not known in this data set, or at all. for_each says what a rule looks at, and that decides which words there are.",
			Wrong: "when: invoce.overdue",
			Right: "when: invoice.overdue",
		},
		{
			Code: "unknown-function", In: Rules,
			Means: "There is no such function. `worker rules fields` lists all.",
			Wrong: "when: invoice.date < now()",
			Right: "when: invoice.date < today - days(30)",
		},
		{
			Code: "unknown-list", In: Rules,
			Means: "The file has no list of that name under lists:. Lists belong to the file they stand in.",
			Wrong: "when: invoice.customer in lists.handsoff",
			Right: "when: invoice.customer in lists.hands_off",
		},
		{
			Code: "unknown-amounts", In: Rules,
			Means: "The file has no table of that name under amounts:.",
			Wrong: "when: invoice.open >= amounts.minimal",
			Right: "when: invoice.open >= amounts.minimum",
		},
		{
			Code: "unknown-ladder", In: Rules,
			Means: "The file has no ladder of that name under ladders:.",
			Wrong: "actions: [remind: {ladder: standart}]",
			Right: "actions: [remind: {ladder: standard}]",
		},
		{
			Code: "unknown-dataset", In: Rules,
			Means: "for_each names what a rule looks at, one after the other. There is no such data set.",
			Wrong: "for_each: invocies",
			Right: "for_each: invoices",
		},
		{
			Code: "not-pulled", In: Worker,
			Means: "The job does not read what the rule looks at, so the rule would never see a row. Name it under pull: of the job.",
		},
		{
			Code: "unknown-column", In: Worker,
			Means: "An export is sorted or put together by a column that it does not have. Write the title of a column, or an expression.",
			Wrong: "exports:\n  mine: {file: mine.csv, from: invoices, columns: [{title: Kunde, value: customer.name}], group_by: [Kude]}",
			Right: "exports:\n  mine: {file: mine.csv, from: invoices, columns: [{title: Kunde, value: customer.name}], group_by: [Kunde]}",
		},
		{
			Code: "unknown-action", In: Rules,
			Means: "There is no such action. `worker rules fields` shows what a rule can do.",
			Wrong: "actions: [notfy: {severity: info}]",
			Right: "actions: [notify: {severity: info}]",
		},
		{
			Code: "unknown-group", In: Rules,
			Means: "A step waits for the approval of a group that worker.yaml does not have under approvals:. Nobody could ever release it.",
			Wrong: "ladders:\n  standard:\n    min_gap: 10d\n    steps: [{level: 1, name: Mahnung, after: 7d, pay_within: 10d, approve: finanze}]",
			Right: "ladders:\n  standard:\n    min_gap: 10d\n    steps: [{level: 1, name: Mahnung, after: 7d, pay_within: 10d, approve: finance}]",
		},
		{
			Code: "unknown-channel", In: Rules,
			Means: "A message goes to a channel that is not among those that messages may go to.",
			Wrong: "actions: [notify: {severity: info, channel: \"#finanec\"}]",
			Right: "actions: [notify: {severity: info, channel: \"#finance\"}]",
		},
		{
			Code: "unknown-export", In: Rules,
			Means: "A rule or a job asks for an export that worker.yaml does not have under exports:.",
			Wrong: "actions: [export: {name: open-itms}]",
			Right: "actions: [export: {name: open-items}]",
		},
		{
			Code: "enum", In: Rules,
			Means: "The value is none of those that there are. A comparison with it could never be true, or would always be: the message lists the values.",
			Wrong: `when: invoice.status == "overdeu"`,
			Right: `when: invoice.status == "overdue"`,
		},
		{
			Code: "money", In: Rules,
			Means: "Money compares with money of the same currency only; a bare number has none. Write eur(500), money(500, invoice.currency), or a table under amounts: for several currencies.",
			Wrong: "when: invoice.open > 500",
			Right: "when: invoice.open > eur(500)",
		},
		{
			Code: "currency", In: Rules,
			Means: "What stands there is not a currency code of three capital letters, or a table has no amount for a currency in which invoices are open: those could be answered neither with yes nor with no.",
			Wrong: "amounts:\n  minimum: {euro: 10}",
			Right: "amounts:\n  minimum: {EUR: 10, CHF: 10}",
		},
		{
			Code: "type", In: Rules,
			Means: "A value is of another kind than what is wanted here: a text where a number belongs, a list where a map belongs, or two things that can't be compared.",
			Wrong: `when: invoice.days_overdue >= "28"`,
			Right: "when: invoice.days_overdue >= 28",
		},
		{
			Code: "arguments", In: Rules,
			Means: "A function gets too many or too few values, or one of another kind.",
			Wrong: `when: invoice.open > eur("500")`,
			Right: "when: invoice.open > eur(500)",
		},
		{
			Code: "value", In: Rules,
			Means: "A value that is written out can't be what the function makes of it: a day that the calendar does not have, an amount with too many decimals.",
			Wrong: `when: invoice.date < date("2026-02-30")`,
			Right: `when: invoice.date < date("2026-02-28")`,
		},
		{
			Code: "regexp", In: Rules,
			Means: "The pattern after matches is not a regular expression, or not written out. The syntax is that of RE2.",
			Wrong: `when: invoice.title matches "("`,
			Right: `when: invoice.title matches "^Retainer"`,
		},
		{
			Code: "expr-style", In: Rules,
			Means: "The question is written in a way of YAML that hides where its characters are. Write it on one line, or in a block that begins with |.",
			Wrong: "when: >\n  invoice.overdue and\n  invoice.level == 1",
			Right: "when: |\n  invoice.overdue and\n  invoice.level == 1",
		},
		{
			Code: "expr", In: Rules,
			Means: "The question passed our check, but the expression library refuses it. This should not happen: please report it with the rule.",
		},
		{
			Code: "too-large", In: Rules,
			Means: "The question is longer, deeper or has more parts than any that people can read. The bounds keep a rule file from stopping the worker. Use a list, or several rules.",
			Wrong: `when: 'any(invoice.tags, any(invoice.tags, any(invoice.tags, # == "x")))'`,
			Right: `when: '"x" in invoice.tags'`,
		},
		{
			Code: "empty", In: Rules,
			Means: "Something that must be filled is empty: a question, a reason's words, a list of actions, the whole file. An empty list of customers is a warning.",
			Wrong: "actions: []",
			Right: "actions: [notify: {severity: info}]",
		},
		{
			Code: "name", In: Rules,
			Means: "The name can't be used: names stand in commands, keys and messages. Rules take letters, digits, - and _; jobs and exports small letters, digits, - and _.",
			Wrong: "name: second reminder",
			Right: "name: second-reminder",
		},
		{
			Code: "duplicate", In: Rules,
			Means: "Something is there twice that can be there once: two rules, jobs or groups of one name, a rule that reminds twice, a file in a list twice.",
			Wrong: "actions: [remind: {ladder: standard}, draft_reminder: {ladder: standard}]",
			Right: "actions: [draft_reminder: {ladder: standard}]",
		},
		{
			Code: "action", In: Rules,
			Means: "The action does not work on this data set, or its keys contradict each other. A letter, for one, is about an invoice.",
			Wrong: "for_each: customers\nwhen: customer.overdue_count > 0",
			Right: "for_each: customers\nwhen: customer.overdue_count > 0\nunless: []\nactions: [notify: {severity: info}]",
		},
		{
			Code: "template", In: Rules,
			Means: "The text of a message or a comment asks for a word that it does not have, or is not closed. Which words there are depends on for_each.",
			Wrong: `actions: [notify: {severity: info, text: "{{.Invoice.Numbr}}"}]`,
			Right: `actions: [notify: {severity: info, text: "{{.Invoice.Number}}"}]`,
		},
		{
			Code: "ladder", In: Rules,
			Means: "The steps of a ladder are out of order: levels count from 1 without a gap, each step comes later than the one before, and grace is no longer than the first step.",
			Wrong: "ladders:\n  standard:\n    min_gap: 10d\n    steps:\n      - {level: 1, name: Erinnerung, after: 14d, pay_within: 10d}\n      - {level: 2, name: Mahnung, after: 7d, pay_within: 10d}",
			Right: "ladders:\n  standard:\n    min_gap: 10d\n    steps:\n      - {level: 1, name: Erinnerung, after: 7d, pay_within: 10d}\n      - {level: 2, name: Mahnung, after: 21d, pay_within: 10d}",
		},
		{
			Code: "fee", In: Rules,
			Means: "A step's fee is above what legal: of worker.yaml allows. A reminder may cost what it costs, not what one would like; the ceiling can be raised there by whoever answers for it.",
		},
		{
			Code: "texts", In: Rules,
			Means: "The texts of a ladder's letters can't be used as they are. `default` are the shipped German and English ones; a folder such as ./texts/ has own ones in de.yaml and en.yaml. Those write only words that letters know, name the reference {{.Reference}} in text and mail, by which a letter is known again, and have a letter for each step.",
			Wrong: "ladders:\n  standard:\n    min_gap: 10d\n    steps: [{level: 1, name: Mahnung, after: 7d, pay_within: 10d}]\n    texts: defalt",
			Right: "ladders:\n  standard:\n    min_gap: 10d\n    steps: [{level: 1, name: Mahnung, after: 7d, pay_within: 10d}]\n    texts: default",
		},
		{
			Code: "range", In: Rules,
			Means: "The number or time is outside of what makes sense here: a customer needs a day to answer.",
			Wrong: "ladders:\n  standard:\n    min_gap: 0d\n    steps: [{level: 1, name: Mahnung, after: 7d, pay_within: 10d}]",
			Right: "ladders:\n  standard:\n    min_gap: 10d\n    steps: [{level: 1, name: Mahnung, after: 7d, pay_within: 10d}]",
		},
		{
			Code: "duration", In: Rules,
			Means: "A length of time needs its unit: 10d, 15m, 26h. Reminders are counted in whole days.",
			Wrong: "ladders:\n  standard:\n    min_gap: 10\n    steps: [{level: 1, name: Mahnung, after: 7d, pay_within: 10d}]",
			Right: "ladders:\n  standard:\n    min_gap: 10d\n    steps: [{level: 1, name: Mahnung, after: 7d, pay_within: 10d}]",
		},
		{
			Code: "version", In: Rules,
			Means: "The file says that it is of another version of the format than this program reads.",
			Wrong: "version: 2",
			Right: "version: 1",
		},
		{
			Code: "tag", In: Rules,
			Means: "A tag to add can't be empty, and | and , separate tags elsewhere. As a mark of YAML (!) tags are not allowed at all.",
			Wrong: `actions: [tag: {tags: ["a,b"]}]`,
			Right: `actions: [tag: {tags: [a, b]}]`,
		},
	}
}
