package checks

// warningPages are files that can be used, but probably not as meant.
func warningPages() []Page {
	return []Page{
		{
			Code: "never-true", Warning: true, In: Rules,
			Means: "The rule never does anything, or a reason of unless never holds: the questions exclude each other, a reason holds whenever the rule would act, " +
				"or a rule with letters asks for invoices that are never overdue. It is a proof: no invoice that can exist makes it true.",
			Wrong: "when: invoice.days_overdue > 30 and invoice.days_overdue < 10",
			Right: "when: invoice.days_overdue > 10 and invoice.days_overdue < 30",
		},
		{
			Code: "always-true", Warning: true, In: Rules,
			Means: "A part of when is true for every invoice, so it asks nothing. Either it can go, or something else was meant. A plain true is left alone.",
			Wrong: "when: invoice.days_overdue >= 0",
			Right: "when: invoice.days_overdue >= 1",
		},
		{
			Code: "shadowed", Warning: true, In: Rules,
			Means: "A rule with letters never gets a turn. The first rule with a letter whose when is true decides about an invoice, and an earlier rule is true whenever this one is. " +
				"Put the narrower rule first.",
			Wrong: `rules:
  - name: everybody
    for_each: invoices
    when: invoice.overdue
    actions: [remind: {ladder: standard}]
  - name: large
    for_each: invoices
    when: invoice.overdue and invoice.open >= eur(5000)
    actions: [draft_reminder: {ladder: standard}]`,
			Right: `rules:
  - name: large
    for_each: invoices
    when: invoice.open >= eur(5000)
    actions: [draft_reminder: {ladder: standard}]
  - name: everybody
    for_each: invoices
    when: invoice.overdue and not (invoice.open >= eur(5000))
    actions: [remind: {ladder: standard}]`,
		},
		{
			Code: "overlap", Warning: true, In: Rules,
			Means: "Two rules write to the same invoice and get in each other's way: both remind, both set its status to another value, both add the same tag, or both comment. " +
				"There is an invoice for which both hold. For letters the first rule decides; say so by excluding its invoices in the later one.",
			Wrong: `rules:
  - name: first
    for_each: invoices
    when: invoice.overdue and invoice.level == 0
    actions: [remind: {ladder: standard}]
  - name: large
    for_each: invoices
    when: invoice.open >= eur(5000)
    actions: [draft_reminder: {ladder: standard}]`,
			Right: `rules:
  - name: first
    for_each: invoices
    when: invoice.overdue and invoice.level == 0
    actions: [remind: {ladder: standard}]
  - name: large
    for_each: invoices
    when: invoice.open >= eur(5000) and invoice.level >= 1
    actions: [draft_reminder: {ladder: standard}]`,
		},
		{
			Code: "no-test", Warning: true, In: Rules,
			Means: "No test names the rule. A file that ends in _test.yaml, beside the rules, says for made-up invoices what should come out; `worker rules test` runs it. " +
				"Without one, the next change of the rule is tried out on customers.",
		},
		{
			Code: "unused", Warning: true, In: Rules,
			Means: "Something is named that nothing uses: a list, a ladder or a table of amounts that no rule names, or a key, an export or a data set that this version does not look at. " +
				"Often it is a typing mistake where it should be used.",
			Wrong: "lists:\n  hands_off: {tags: [Inkasso]}\n  vip: {tags: [VIP]}",
			Right: "lists:\n  hands_off: {tags: [Inkasso]}",
		},
		{
			Code: "clock-change", Warning: true, In: Worker,
			Means: "The schedule names a time that a clock change skips or shows twice. A skipped time runs at the next minute that exists, a doubled one runs once. Choose a time before 02:00 or from 03:00 on, and nobody has to know that.",
			Wrong: "jobs:\n  - name: night\n    schedule: {cron: \"30 2 * * *\"}\n    rules: [rules/dunning.yaml]",
			Right: "jobs:\n  - name: night\n    schedule: {cron: \"30 4 * * *\"}\n    rules: [rules/dunning.yaml]",
		},
		{
			Code: "short-month", Warning: true, In: Worker,
			Means: "Not every month has the day that the schedule names: in the others nothing runs. L stands for the last day.",
			Wrong: "jobs:\n  - name: month-end\n    schedule: {cron: \"0 6 31 * *\"}\n    rules: [rules/dunning.yaml]",
			Right: "jobs:\n  - name: month-end\n    schedule: {cron: \"0 6 L * *\"}\n    rules: [rules/dunning.yaml]",
		},
		{
			Code: "idle", Warning: true, In: Worker,
			Means: "A job has neither rules nor exports, so it only reads from MOCO.",
			Wrong: "jobs:\n  - name: nothing",
			Right: "jobs:\n  - name: something\n    rules: [rules/dunning.yaml]",
		},
		{
			Code: "needs", Warning: true, In: Worker,
			Means: "A job makes an export and does not read what it is made of: MOCO's reports for report.…, single invoices for invoice_items. Without a report the export fails; without items their sheet only says so.",
			Wrong: "jobs:\n  - name: books\n    exports: [invoices]\nexports:\n  invoices: {template: invoices, file: \"invoices_{{.Period}}.xlsx\"}",
			Right: "jobs:\n  - name: books\n    pull: [invoices, payments, reminders, companies, invoice_items]\n    exports: [invoices]\nexports:\n  invoices: {template: invoices, file: \"invoices_{{.Period}}.xlsx\"}",
		},
		{
			Code: "empty-redirect", Warning: true, In: Worker,
			Means: "redirect_mail_to is a reference that comes out empty. Then no mail is redirected and customers get theirs, which is the opposite of what a trial wants.",
			Wrong: "redirect_mail_to: ${env:TRIAL_MAIL:-}",
			Right: "redirect_mail_to: test@example.com",
		},
		{
			Code: "stray-channel", Warning: true, In: Worker,
			Means: "A rule sends messages to a channel that worker.yaml names nowhere: neither as default_channel nor in a route, a group of approvals or an export. " +
				"Nobody has said that the bot is a member, so a typing mistake would show only at the first alert. Leave channel out of the rule and let the routes decide, or name the channel in one.",
		},
		{
			Code: "unreachable", Warning: true, In: Worker,
			Means: "No alert ever takes this route: the first route that matches takes it, and an earlier one matches whenever this one does, or its own condition contradicts itself.",
			Wrong: "slack:\n  default_channel: \"#finance\"\n  routes:\n    - {when: alert.kind == 'rule', channel: \"#finance\"}\n    - {when: alert.kind == 'rule' and alert.severity == 'critical', channel: \"#leads\"}",
			Right: "slack:\n  default_channel: \"#finance\"\n  routes:\n    - {when: alert.kind == 'rule' and alert.severity == 'critical', channel: \"#leads\"}\n    - {when: alert.kind == 'rule', channel: \"#finance\"}",
		},
		{
			Code: "short", Warning: true, In: Worker,
			Means: "A time that guards against doing something twice is very short: settle is how long MOCO may take to show a write before it is tried once more, lease how long a slow worker keeps its work. A lease below one second is an error.",
			Wrong: "settle: 10s",
			Right: "settle: 30m",
		},
		{
			Code: "not-in-moco", Warning: true, In: Rules,
			Means: "With --online: MOCO has no such customer or field of your own, or no customer and no open invoice has such a tag. " +
				"A rule that spares a customer by a number with a typing mistake does not spare him. A tag that nobody needs just now is named too.",
		},
		{
			Code: "not-in-slack", Warning: true, In: Worker,
			Means: "With --online: Slack has no such channel, or the bot is not a member. Invite it there: /invite @worker.",
		},
		{
			Code: "webhook", Warning: true, In: Worker,
			Means: "slack.webhook_url can post into its one channel and nothing else: no edits, no threads, no files, no buttons. " +
				"With slack.bot_token beside it, it is not used. An export to a channel needs the bot.",
		},
	}
}
