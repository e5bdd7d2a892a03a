package checks

// workerPages are mistakes in worker.yaml: nothing runs with them.
func workerPages() []Page {
	moco := func(line string) string {
		return "moco:\n  account: beispiel\n  read_key: ${env:MOCO_READ_KEY}\n  " + line
	}
	return []Page{
		{
			Code: "timezone", In: Worker,
			Means: "The time zone is not known. Every date and clock time is meant in it, so it must be named; there is no silent UTC.",
			Wrong: "timezone: Europe/Berlim", Right: "timezone: Europe/Berlin",
		},
		{
			Code: "account", In: Worker,
			Means: "moco.account is the sub-domain only: beispiel for https://beispiel.mocoapp.com.",
			Wrong: "moco:\n  account: beispiel.mocoapp.com\n  read_key: ${env:MOCO_READ_KEY}",
			Right: "moco:\n  account: beispiel\n  read_key: ${env:MOCO_READ_KEY}",
		},
		{
			Code: "base-url", In: Worker,
			Means: "moco.base_url is for a simulator on this machine. The key is sent there, so another host is refused.",
			Wrong: moco("base_url: https://example.com"), Right: moco("base_url: http://127.0.0.1:8080"),
		},
		{
			Code: "rate", In: Worker,
			Means: "moco.rate_limit is the limit of your MOCO plan: standard, unlimited, or requests per time.",
			Wrong: moco("rate_limit: fast"), Right: moco("rate_limit: 120/2m"),
		},
		{
			Code: "percent", In: Worker,
			Means: "A share needs its sign: 20%.",
			Wrong: "limits: {share_of_open_invoices: 20}", Right: "limits: {share_of_open_invoices: 20%}",
		},
		{
			Code: "no-limit", In: Worker,
			Means: "write: auto releases letters without a person, so the most letters of one run must be written down. Without it one wrong rule could write to every customer.",
			Wrong: "write: auto", Right: "write: auto\nlimits: {reminders_per_run: 25}",
		},
		{
			Code: "write", In: Worker,
			Means: "The file's write is the brake for everything. A job may lower it, never raise it.",
			Wrong: "write: off\njobs:\n  - {name: dun, rules: [rules/dunning.yaml], write: approve}",
			Right: "write: approve\njobs:\n  - {name: dun, rules: [rules/dunning.yaml], write: off}",
		},
		{
			Code: "cron", In: Worker,
			Means: "A schedule has five fields: minute, hour, day, month, weekday.",
			Wrong: "jobs:\n  - {name: dun, rules: [rules/dunning.yaml], schedule: {cron: \"0 7 * *\"}}",
			Right: "jobs:\n  - {name: dun, rules: [rules/dunning.yaml], schedule: {cron: \"0 7 * * 1-5\"}}",
		},
		{
			Code: "file", In: Worker,
			Means: "A rule file that a job names is not there, or can't be read. Paths count from the folder of worker.yaml.",
			Wrong: "jobs:\n  - {name: dun, rules: [rules/dunnig.yaml]}", Right: "jobs:\n  - {name: dun, rules: [rules/dunning.yaml]}",
		},
		{
			Code: "period", In: Worker,
			Means: "An export has {{.Period}} in its file name, but the job that makes it has no period.",
			Wrong: "jobs:\n  - {name: month-end, exports: [paid]}\nexports:\n  paid: {template: payments, file: \"paid_{{.Period}}.xlsx\", to: [\"dir:./exports\"]}",
			Right: "jobs:\n  - {name: month-end, exports: [paid], period: previous_month}\nexports:\n  paid: {template: payments, file: \"paid_{{.Period}}.xlsx\", to: [\"dir:./exports\"]}",
		},
		{
			Code: "file-name", In: Worker,
			Means: "The name of a workbook can't be used: it leaves its folder, names a word that it does not have, or has no ending.",
			Wrong: "exports:\n  open: {template: open-items, file: ../open.xlsx, to: [\"dir:./exports\"]}",
			Right: "exports:\n  open: {template: open-items, file: open.xlsx, to: [\"dir:./exports\"]}",
		},
		{
			Code: "format", In: Worker,
			Means: "An export's format and the ending of its file name disagree.",
			Wrong: "exports:\n  open: {template: open-items, file: open.csv, format: xlsx, to: [\"dir:./exports\"]}",
			Right: "exports:\n  open: {template: open-items, file: open.xlsx, format: xlsx, to: [\"dir:./exports\"]}",
		},
		{
			Code: "tls", In: Worker,
			Means: "email.tls: none says everything in the open, so it is for an SMTP server on this machine only, and without a login.",
			Wrong: "email: {host: smtp.example.org, from: worker@example.org, to: [finance@example.org], tls: none}",
			Right: "email: {host: smtp.example.org, from: worker@example.org, to: [finance@example.org], tls: starttls}",
		},
		{
			Code: "keep", In: Worker,
			Means: "How long workbooks are kept needs a number and a unit.",
			Wrong: "exports:\n  open: {template: open-items, file: open.xlsx, keep: 2, to: [\"dir:./exports\"]}",
			Right: "exports:\n  open: {template: open-items, file: open.xlsx, keep: 24 months, to: [\"dir:./exports\"]}",
		},
		{
			Code: "sick-days", In: Worker,
			Means: "include_sick stands at an export that has no sick days, or that goes to no named channel. Sick days are health data (Art. 9 GDPR): who gets them is said by name.",
			Wrong: "exports:\n  hr: {template: absences, file: \"abwesenheit_{{.AsOf}}.xlsx\", to: [\"dir:./exports\"], include_sick: true}",
			Right: "exports:\n  hr: {template: absences, file: \"abwesenheit_{{.AsOf}}.xlsx\", to: [\"#hr\"], include_sick: true}",
		},
		{
			Code: "target", In: Worker,
			Means: "target is neither an amount nor a share above 0.",
			Wrong: "exports:\n  revenue: {template: revenue, file: \"umsatz_{{.AsOf}}.xlsx\", target: viel}",
			Right: "exports:\n  revenue: {template: revenue, file: \"umsatz_{{.AsOf}}.xlsx\", target: 120000}",
		},
		{
			Code: "to", In: Worker,
			Means: "A workbook goes to a channel, written \"#finance\", or to a folder, written dir:./exports.",
			Wrong: "exports:\n  open: {template: open-items, file: open.xlsx, to: [finance]}",
			Right: "exports:\n  open: {template: open-items, file: open.xlsx, to: [\"dir:./exports\"]}",
		},
		{
			Code: "date", In: Worker,
			Means: "What stands there is not a day of the calendar, written YYYY-MM-DD.",
			Wrong: "dun_from: 2026-02-30", Right: "dun_from: 2026-03-01",
		},
		{
			Code: "time", In: Worker,
			Means: "What stands there is not a time of day, written HH:MM.",
			Wrong: "slack: {digest: {at: \"7:30\"}}", Right: "slack: {digest: {at: \"07:30\"}}",
		},
		{
			Code: "holidays", In: Worker,
			Means: "There are no holidays for this country or region. A region is the Land or canton, such as BE.",
			Wrong: "calendar: {holidays: {country: DE, region: XX}}", Right: "calendar: {holidays: {country: DE, region: BE}}",
		},
		{
			Code: "email", In: Worker,
			Means: "One plain address is wanted: no name, no list.",
			Wrong: "redirect_mail_to: a@example.com, b@example.com", Right: "redirect_mail_to: test@example.com",
		},
		{
			Code: "channel", In: Worker,
			Means: "A channel is written \"#finance\", in quotes because # begins a comment, or by its id (C0…).",
			Wrong: "slack: {default_channel: finance}", Right: "slack: {default_channel: \"#finance\"}",
		},
		{
			Code: "api-url", In: Worker,
			Means: "slack.api_url is for a simulator on this machine. The token is sent there, so another host is refused.",
			Wrong: "slack: {api_url: \"https://example.com/api/\"}", Right: "slack: {api_url: \"http://127.0.0.1:8090/api/\"}",
		},
		{
			Code: "route", In: Worker,
			Means: "The condition of a Slack route does not compile. It asks about alert.severity, alert.kind, alert.open and others: see docs/rules.md.",
			Wrong: "slack:\n  default_channel: \"#finance\"\n  routes: [{when: alert.severty == 'critical', channel: \"#leads\"}]",
			Right: "slack:\n  default_channel: \"#finance\"\n  routes: [{when: alert.severity == 'critical', channel: \"#leads\"}]",
		},
		{
			Code: "style", In: Worker,
			Means: "A condition is written in a way of YAML that hides where its characters are. Write it on one line without escapes, or in a block that begins with |.",
			Wrong: `slack: {default_channel: "#finance", routes: [{when: "alert.kind == \"job\"", channel: "#ops"}]}`,
			Right: `slack: {default_channel: "#finance", routes: [{when: 'alert.kind == "job"', channel: "#ops"}]}`,
		},
		{
			Code: "approvers", In: Worker,
			Means: "Approvers are named by their Slack ids, U… for a person and S… for a user group: names can be changed by anyone. Whoever answers is held against this list, and it must have as many people as must agree.",
			Wrong: "approvals:\n  finance: {channel: \"#finance\", approvers: [anna]}", Right: "approvals:\n  finance: {channel: \"#finance\", approvers: [U04ANNA]}",
		},
		{
			Code: "recheck", In: Worker,
			Means: "Each invoice is read again right before its letter. That can't be turned off: a customer who has paid must not get one.",
			Wrong: "approvals:\n  finance: {channel: \"#finance\", recheck: false}", Right: "approvals:\n  finance: {channel: \"#finance\"}",
		},
		{
			Code: "unsupported", In: Worker,
			Means: "The key is known, but this version can't do what its value asks for. It is refused rather than ignored.",
			Wrong: "texts: ./texts", Right: "plan_expires: 48h",
		},
		{
			Code: "secret", In: Worker,
			Means: "A secret stands in the file itself, or can't be used: its file is missing, open to others, or empty. Secrets are named by reference and read when they are needed.",
			Wrong: "moco:\n  account: beispiel\n  read_key: 0123456789abcdef0123456789abcdef", Right: "moco:\n  account: beispiel\n  read_key: ${env:MOCO_READ_KEY}",
		},
		{
			Code: "reference", In: Worker,
			Means: "A reference is ${env:NAME}, ${env:NAME:-default} or ${file:PATH}.",
			Wrong: "redis: {url: \"redis://${env:HOST\"}", Right: "redis: {url: \"redis://${env:HOST:-localhost}\"}",
		},
		{
			Code: "env", In: Worker,
			Means: "A variable of the environment that the file asks for is not set; or one that looks like an override, MOCOWORK_…, sets nothing, which is a warning: a brake with a typing mistake does not brake.",
			Wrong: "redis: {url: \"${env:NO_SUCH_VARIABLE}\"}", Right: "redis: {url: \"${env:NO_SUCH_VARIABLE:-redis://localhost}\"}",
		},
		{
			Code: "country", In: Worker,
			Means: "The section legal needs a country whose law it follows, and neither legal.country nor calendar.holidays.country names one.",
			Wrong: "legal: {fee_ceiling: 2.50 EUR}", Right: "legal: {country: DE}",
		},
		{
			Code: "base-rates", In: Worker,
			Means: "The base rates of central banks that come with the program can't be read. This should not happen: please report it.",
		},
		{
			Code: "number", In: Worker,
			Means: "In a file of base rates: percent is a decimal number such as 1.27.",
		},
		{
			Code: "twice", In: Worker,
			Means: "In a file of base rates: two lines give a rate for the same half-year.",
		},
		{
			Code: "store", In: Worker,
			Means: "store.url is sqlite:FILE or a postgres:// address. Several workers need PostgreSQL.",
			Wrong: "store: {url: \"mysql://localhost/x\"}", Right: "store: {url: \"sqlite:./data/mocowork.db\"}",
		},
		{
			Code: "sslmode", In: Worker,
			Means: "The database is on another host and the address does not say whether the connection is encrypted and the host proved. Say it: sslmode=verify-full, or disable if you mean that.",
			Wrong: "store: {url: \"postgres://worker@db.example.com/mocowork\"}",
			Right: "store: {url: \"postgres://worker@db.example.com/mocowork?sslmode=verify-full\"}",
		},
		{
			Code: "redis", In: Worker,
			Means: "redis.url is embedded, or an address of Redis, Sentinel or a cluster.",
			Wrong: "redis: {url: \"http://redis:6379\"}", Right: "redis: {url: \"redis://redis:6379/0\"}",
		},
		{
			Code: "listen", In: Worker,
			Means: "An address to listen on needs host and port.",
			Wrong: "metrics: {listen: 9090}", Right: "metrics: {listen: \"127.0.0.1:9090\"}",
		},
		{
			Code: "open-door", In: Worker,
			Means: "The page would be open to everybody on the network. Listen on 127.0.0.1, or set web.auth.",
			Wrong: "web: {listen: \"0.0.0.0:8088\"}", Right: "web: {listen: \"127.0.0.1:8088\"}",
		},
	}
}
