package configs

func fileFields() []Field {
	return []Field{
		{Path: "version", Type: Int, Required: true, Min: 1, Max: 1, Doc: "Version of this file's format: 1."},
		{Path: "timezone", Type: Text, Required: true, Doc: "Zone of every date and clock time, such as Europe/Berlin."},
		{Path: "locale", Type: Enum, Default: "de-DE", Words: []string{"de-DE", "de-AT", "de-CH", "en-GB", "en-US"},
			Doc: "Language of texts, and form of numbers and dates, in messages and workbooks."},
		{Path: "data_dir", Type: Text, Default: "./data", Doc: "Folder for the database, the embedded Redis' address and exports without a folder of their own."},
		{Path: "write", Type: Enum, Default: string(WriteApprove), Words: writes(),
			Doc: "The brake. off: only plans. approve: a person releases each plan. auto: released at once, except steps that ask for approval. A job may lower it, never raise it."},
		{Path: "approve_by", Type: Text, Doc: "The group of approvals that releases what the brake or a broken limit holds back. Without it, anybody who may run worker apply can."},
		{Path: "settle", Type: Duration, Default: "30m", Doc: "How long to wait before a write with an unknown outcome may be tried once more."},
		{Path: "lease", Type: Duration, Default: "60s", Doc: "How long a worker may hold a piece of work without a sign of life before another takes over."},
		{Path: "sweep", Type: Duration, Default: "60s", Doc: "How often work that the queue lost is looked for."},
		{Path: "dun_from", Type: Date, Doc: "Invoices due before this date are never chased: the cut-off for going live."},
		{Path: "treat_created_as_sent", Type: Bool, Default: "false", Doc: "Also chase invoices that nobody marked as sent in MOCO."},
		{Path: "redirect_mail_to", Type: Text, Doc: "For a trial: every mail to a customer goes to this address instead, and says so."},
		{Path: "plan_expires", Type: Duration, Default: "48h", Doc: "How long a plan may be released after it was made."},
		{Path: "texts", Type: Text, Doc: "Reserved: letters of your own belong to a ladder of a rule file (ladders.NAME.texts). Setting it is an error."},
	}
}

func mocoFields() []Field {
	return []Field{
		{Path: "moco", Type: Section, Required: true, Doc: "The MOCO account."},
		{Path: "moco.account", Type: Text, Required: true, Doc: "The sub-domain only: beispiel for https://beispiel.mocoapp.com."},
		{Path: "moco.base_url", Type: Text, Doc: "Address of a simulator; anything but https://ACCOUNT.mocoapp.com must be a loopback address."},
		{Path: "moco.read_key", Type: Reference, Required: true, Doc: "API key for reading: ${env:NAME} or ${file:PATH}. Read-only access is enough."},
		{Path: "moco.write_key", Type: Reference, Doc: "API key for writing. Without it everything only plans."},
		{Path: "moco.rate_limit", Type: Text, Default: "standard", Doc: "MOCO's request limit: standard is 120/2m, unlimited is 1200/2m, or N/DURATION."},
		{Path: "moco.plan", Type: Enum, Words: []string{"standard", "unlimited"}, Doc: "Another way to write rate_limit, by the name of MOCO's plan."},
		{Path: "moco.keep_free", Type: Percent, Default: "20%", Min: 0, Max: 90, Doc: "Share of the limit left to people and other integrations."},
	}
}

func storeFields() []Field {
	return []Field{
		{Path: "store", Type: Section, Doc: "The SQL database: what was read, planned and done."},
		{Path: "store.url", Type: Text, Doc: "sqlite:FILE or postgres://…. Without it, mocowork.db in data_dir."},
		{Path: "redis", Type: Section, Doc: "The queue."},
		{Path: "redis.url", Type: Text, Default: "embedded", Doc: "embedded (inside this process), redis://, rediss://, redis-sentinel://HOSTS?master=NAME (&sentinel_password= if it is another one) or redis-cluster://HOSTS; ?tls=true for the last two. maxmemory-policy must be noeviction."},
	}
}

func limitFields() []Field {
	return []Field{
		{Path: "limits", Type: Section, Doc: "Bounds on what one plan may do, checked before the first write."},
		{Path: "limits.reminders_per_run", Type: Int, Default: "25", Min: 1, Max: 100_000, Doc: "Most letters in one run. write: auto needs it written down."},
		{Path: "limits.reminders_per_customer_per_day", Type: Int, Min: 1, Max: 100, Doc: "Most letters to one customer in a day. Not set: no such limit."},
		{Path: "limits.share_of_open_invoices", Type: Percent, Min: 1, Max: 100, Doc: "Most letters in one run, as a share of the open invoices. Not set: 20 % for runs of more than ten letters."},
		{Path: "limits.times_usual", Type: Int, Min: 1, Max: 1000, Doc: "Most letters of a job in one day, as a multiple of what is usual: the median of its days with letters in the last eight weeks, once there are five. Not set: 5 times, for days of more than ten letters."},
		{Path: "limits.changes_per_run", Type: Int, Min: 1, Max: 100_000, Doc: "Most tags, comments and statuses in one run. Not set: 20 % of the open invoices for runs of more than 50."},
		{Path: "limits.on_exceed", Type: Enum, Default: string(ExceedStop), Words: []string{string(ExceedStop), string(ExceedApprove)},
			Doc: "A plan over a limit is stopped, or waits for a person. Nothing of it is sent by itself in either case."},
	}
}

func calendarFields() []Field {
	return []Field{
		{Path: "calendar", Type: Section, Doc: "Which days people work."},
		{Path: "calendar.workdays", Type: List, Default: "[mon, tue, wed, thu, fri]", Words: []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}, Doc: "Days of the working week."},
		{Path: "calendar.holidays", Type: Section, Doc: "Public holidays."},
		{Path: "calendar.holidays.country", Type: Text, Default: "none", Doc: "DE, AT, CH or none."},
		{Path: "calendar.holidays.region", Type: Text, Doc: "Land or canton, such as BE. Without it only the holidays of the whole country."},
		{Path: "calendar.holidays.ics", Type: Text, Unused: true, Doc: "Holidays from a calendar file."},
		{Path: "calendar.days_off", Type: List, Doc: "Further dates on which nobody works, such as 2026-12-24."},
	}
}

func webFields() []Field {
	return []Field{
		{Path: "web", Type: Section, Unused: true, Doc: "The web page."},
		{Path: "web.listen", Type: Text, Doc: "Address to listen on, such as 127.0.0.1:8088."},
		{Path: "web.auth", Type: Section, Doc: "Who may look. Needed when listen is not a loopback address."},
		{Path: "web.auth.users_file", Type: Text, Doc: "File with users and password hashes."},
		{Path: "web.auth.proxy_header", Type: Text, Doc: "Header in which a proxy names the user; needs trusted_proxies."},
		{Path: "web.auth.trusted_proxies", Type: List, Doc: "Addresses or networks of those proxies."},
		{Path: "metrics", Type: Section, Doc: "The Prometheus endpoint."},
		{Path: "metrics.listen", Type: Text, Doc: "Address to listen on, such as 127.0.0.1:9090."},
	}
}
