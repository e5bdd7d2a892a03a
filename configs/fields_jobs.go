package configs

func jobFields() []Field {
	return []Field{
		{Path: "jobs", Type: Sections, Doc: "What the worker does, and when."},
		{Path: "jobs[].name", Type: Text, Required: true, Doc: "Short name for commands and records: a-z, 0-9, - and _."},
		{Path: "jobs[].description", Type: Text, Doc: "A sentence for people."},
		{Path: "jobs[].schedule", Type: Section, Doc: "When it runs by itself. Without it, only on request."},
		{Path: "jobs[].schedule.cron", Type: Text, Required: true, Doc: `minute hour day month weekday, such as "0 7 * * 1-5"; day L is the last of the month.`},
		{Path: "jobs[].schedule.on_holiday", Type: Enum, Default: "run", Words: []string{"run", "skip", "next_workday"}, Doc: "What happens on a public holiday or day off."},
		{Path: "jobs[].schedule.if_missed", Type: Enum, Default: "skip", Words: []string{"skip", "run_once"}, Doc: "What happens with runs that nobody was there for. Never all of them."},
		{Path: "jobs[].pull", Type: List, Default: "[invoices, payments, reminders, companies]", Words: dataSets(), Doc: "What is read from MOCO first."},
		{Path: "jobs[].rules", Type: List, Doc: "Rule files, relative to this file."},
		{Path: "jobs[].exports", Type: List, Doc: "Names of exports to make."},
		{Path: "jobs[].period", Type: Enum, Words: []string{"previous_week", "previous_month", "previous_quarter", "previous_year", "month_to_date", "year_to_date"},
			Doc: "Time that its reports (report.…) cover. Without it, the year of the run."},
		{Path: "jobs[].late_changes", Type: Int, Min: 0, Max: 36, Doc: "For how many earlier periods people are told what has changed since the files were delivered. Not set: nobody is told; worker period changes shows it."},
		{Path: "jobs[].timeout", Type: Duration, Default: "15m", Doc: "Longest time for reading and planning."},
		{Path: "jobs[].write", Type: Enum, Words: writes(), Doc: "A firmer brake for this job."},
		{Path: "jobs[].alert_if_silent_for", Type: Duration, Doc: "Raise an alarm when no run has finished for so long."},
	}
}

// dataSets are the words of pull.
func dataSets() []string {
	return []string{"invoices", "payments", "reminders", "companies", "projects", "users", "payment_schedules", "invoice_items",
		"report.finance", "report.cashflow", "report.utilization", "report.absences", "report.planned_vs_tracked"}
}

// templates are the words of an export's template.
func templates() []string {
	return []string{"open-items", "payments", "reminders", "invoices", "invoice-pdfs", "revenue", "finance", "cashflow", "utilisation", "absences"}
}

func exportFields() []Field {
	return []Field{
		{Path: "exports", Type: Named, Doc: "Workbooks by name."},
		{Path: "exports.*.template", Type: Enum, Words: templates(), Doc: "What is in it, laid out already. Without it, from and columns say so."},
		{Path: "exports.*.from", Type: Text, Doc: "Data set of an export of your own, such as invoices: one row for each."},
		{Path: "exports.*.columns", Type: Sections, Doc: "Its columns."},
		{Path: "exports.*.columns[].title", Type: Text, Required: true, Doc: "Header of the column."},
		{Path: "exports.*.columns[].value", Type: Text, Required: true, Doc: "Expression of the rules' language, such as invoice.open. Its type is the column's."},
		{Path: "exports.*.columns[].sum", Type: Bool, Default: "false", Doc: "Whether it is added up, amounts per currency."},
		{Path: "exports.*.columns[].width", Type: Int, Default: "0", Min: 0, Max: 100, Doc: "Width in characters; 0 takes what is needed."},
		{Path: "exports.*.where", Type: Text, Doc: "Yes/no question that chooses the rows, such as invoice.overdue. Without it, all."},
		{Path: "exports.*.group_by", Type: List, Doc: "Titles of columns, or expressions: rows that agree in them are added up together."},
		{Path: "exports.*.sort", Type: List, Doc: "Titles of columns, or expressions, by which rows are ordered; desc behind one turns it round."},
		{Path: "exports.*.params", Type: Params, Doc: "Parameters with their defaults, such as {min_days: 30}. Expressions name them as params.min_days, and worker export sets them."},
		{Path: "exports.*.file", Type: Text, Required: true, Doc: "Name of the file; {{.AsOf}}, {{.Period}} and {{.Job}} are filled in. Its ending chooses the format."},
		{Path: "exports.*.to", Type: List, Doc: "Where it goes: #channel, dir:FOLDER, s3://BUCKET/PREFIX?region=…&endpoint=…, mailto:ADDRESS. Without it, exports in data_dir."},
		{Path: "exports.*.keep", Type: Text, Doc: "How long files stay in a folder or bucket, such as 24 months or 90 days, counted from the last day that they are about. Only files that the manifest there lists, and that nobody has changed, are deleted. Without it, for ever."},
		{Path: "exports.*.format", Type: Enum, Words: formats(), Doc: "Must agree with the file's ending."},
		{Path: "exports.*.people", Type: Enum, Words: []string{"names", "initials", "team"}, Doc: "How people are shown: names, initials, or as teams of three people at least. Without it, initials."},
		{Path: "exports.*.include_sick", Type: Bool, Default: "false", Doc: "Whether utilisation and absences show sick days. They are health data: only an export to a named channel may."},
		{Path: "exports.*.target", Type: Text, Doc: "What is aimed at: revenue per month in the account's currency, such as 120000, or utilisation, such as 75%."},
	}
}

func approvalFields() []Field {
	return []Field{
		{Path: "approvals", Type: Named, Doc: "Groups that release what a ladder's step holds for them (approve: GROUP), or what the brake holds back (approve_by)."},
		{Path: "approvals.*.channel", Type: Text, Required: true, Doc: "Where they are asked."},
		{Path: "approvals.*.approvers", Type: List, Doc: "Ids of Slack users (U…) and user groups (S…): only they may answer, in Slack and, by people, at the command line. Without it, anybody who may run worker approve can, and nobody in Slack."},
		{Path: "approvals.*.required", Type: Int, Default: "1", Min: 1, Max: 10, Doc: "How many different people must agree. One no is enough to reject."},
		{Path: "approvals.*.second_person_from", Type: Amounts, Doc: "Open amount per currency from which two people must agree, such as {EUR: 10000, CHF: 10000}. A currency that is missing here needs two in any case."},
		{Path: "approvals.*.self_approval", Type: Bool, Default: "false", Doc: "Whether the person who started the run may release its letters."},
		{Path: "approvals.*.expires", Type: Duration, Default: "48h", Doc: "When nobody has answered by then, the answer is no. Counted on working days: 48h after Friday 07:00 is Tuesday 07:00."},
		{Path: "approvals.*.recheck", Type: Bool, Default: "true", Doc: "Each invoice is read again right before its letter. It can't be turned off."},
		{Path: "people", Type: Named, Doc: "Users of this machine who are approvers: by name (anna) or with the host (anna@host)."},
		{Path: "people.*.slack", Type: Text, Required: true, Doc: "The id of the Slack user that this is (U…): who has agreed in Slack has agreed here too."},
	}
}

func slackFields() []Field {
	return []Field{
		{Path: "slack", Type: Section, Doc: "Messages."},
		{Path: "slack.bot_token", Type: Reference, Doc: "Token of the Slack app (xoxb-…), as ${env:NAME} or ${file:PATH}. Without it nothing is posted, but by webhook_url."},
		{Path: "slack.app_token", Type: Reference, Doc: "Token for buttons over Socket Mode (xapp-…), with the scope connections:write. Without it messages name commands in place of buttons."},
		{Path: "slack.webhook_url", Type: Reference, Doc: "Address of an incoming webhook (https://hooks.slack.com/services/…), a secret. Used without bot_token: all messages go to its one channel, edits and threads become messages of their own, files are not delivered, and nothing can be pressed."},
		{Path: "slack.may_press", Type: List, Doc: "Ids of Slack users (U…) and user groups (S…) who may use the buttons of digests, alerts and failures. Without it, the approvers of all groups. Approvals have their own approvers."},
		{Path: "slack.api_url", Type: Text, Doc: "Loopback address of a simulator, for tests."},
		{Path: "slack.default_channel", Type: Text, Doc: "Takes what no route takes. Needed with bot_token."},
		{Path: "slack.fallback_channel", Type: Text, Doc: "Takes what another channel refuses, such as one that was archived. Without it default_channel does."},
		{Path: "slack.routes", Type: Sections, Doc: "Where messages go; the first route that fits wins."},
		{Path: "slack.routes[].when", Type: Text, Required: true, Doc: `Expression over the alert, such as alert.severity == "critical".`},
		{Path: "slack.routes[].channel", Type: Text, Required: true, Doc: "The channel: #name or its id, or mailto:ADDRESS."},
		{Path: "slack.routes[].mention", Type: List, Doc: "People or groups to name in it."},
		{Path: "slack.routes[].quiet_hours", Type: Enum, Default: "keep", Words: []string{"keep", "ignore"}, Doc: "ignore sends in quiet hours too; keep, written down, makes a job's failure wait as well."},
		{Path: "slack.group", Type: Section, Doc: "How the alerts of one run are put together. Without it, from four of the same rule and currency on."},
		{Path: "slack.group.by", Type: List, Default: "[rule, currency]", Words: []string{"rule", "currency", "customer"}, Doc: "One message per value of these."},
		{Path: "slack.group.wait", Type: Duration, Default: "2m", Unused: true, Instead: "all alerts of a run come up together", Doc: "How long to wait for more of the same."},
		{Path: "slack.group.max_items", Type: Int, Default: "10", Min: 1, Max: 10, Doc: "Most invoices in a message."},
		{Path: "slack.group.overflow", Type: Enum, Default: "thread", Words: []string{"thread"}, Doc: "Where the rest goes."},
		{Path: "slack.repeat_after", Type: Duration, Doc: "The same thing about the same invoice is said again after this time at the earliest, where its rule has no once_per or again_after of its own. Without it: once a day."},
		{Path: "slack.digest", Type: Section, Doc: "When the daily summary is posted; later runs of the day edit it. Without it: at the end of the day's first run."},
		{Path: "slack.digest.at", Type: Clock, Default: "07:30", Doc: "When it is posted."},
		{Path: "slack.digest.on", Type: Enum, Default: "workdays", Words: []string{"workdays", "daily"}, Doc: "On which days."},
		{Path: "slack.digest.when_unchanged", Type: Enum, Default: "line", Words: []string{"line", "skip"}, Doc: "On a day without change: one line, or nothing."},
		{Path: "slack.quiet_hours", Type: Section, Doc: "When people are not disturbed: messages wait for the end. A job's failure does not, nor what a route with quiet_hours: ignore takes."},
		{Path: "slack.quiet_hours.from", Type: Clock, Doc: "Start."},
		{Path: "slack.quiet_hours.to", Type: Clock, Doc: "End; earlier than the start means the next morning."},
		{Path: "slack.quiet_hours.weekends", Type: Bool, Default: "false", Doc: "Also on days outside the working week."},
		{Path: "slack.quiet_hours.holidays", Type: Bool, Default: "false", Doc: "Also on public holidays and days off."},
	}
}
