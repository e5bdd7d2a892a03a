package report

// Fault is a row of the fault matrix, in words for people who run the worker.
type Fault struct {
	ID       string
	Happens  string
	Expected string
}

// Matrix is every fault that the product must survive and that is tried by
// number. The letters
// of a row that fired are counted by the simulator, never by the worker.
func Matrix() []Fault {
	return []Fault{
		// A worker ends, or stands still, at each step of a letter.
		{"F01", "the worker is killed before its plan is stored", "nothing was planned; the next run plans"},
		{"F02", "killed after the plan is stored, before the queue knows", "the sweeper finds the work in the store"},
		{"F03", "killed after the queue knows, before it takes the letter", "another worker takes it"},
		{"F04", "killed after taking the letter, before reading the invoice", "the lease runs out; another worker takes it"},
		{"F05", "killed after reading the invoice, before the intent", "the invoice is read again; old evidence is not used"},
		{"F06", "killed after the intent, before the request", "looked for in MOCO; made once, after the settle time at the earliest"},
		{"F07", "killed while MOCO has the request", "looked for in MOCO; adopted if it is there"},
		{"F08", "killed after MOCO's answer, before it is recorded", "found in MOCO and adopted, never made again"},
		{"F09", "killed between the reminder and its e-mail", "goes on with the e-mail; the reminder goes if the customer paid"},
		{"F10", "killed after the e-mail's intent, before its request", "looked for in MOCO; mailed once"},
		{"F11", "killed after the e-mail, before it is recorded", "MOCO shows it as sent; not mailed again"},
		{"F12", "killed after everything, before the queue hears of it", "the task comes again and writes nothing"},
		{"F13", "the worker is frozen for longer than its lease and wakes up", "it sends nothing any more; the ledger refuses its updates"},
		{"F14", "the worker is told to stop in the middle", "the write in hand ends, nothing new begins, it ends within 30 s"},
		{"F15", "told to stop, then killed", "as killed"},
		{"F16", "one action takes the whole worker down", "after three times a person decides; other work goes on"},
		{"F17", "a mistake in the program (a panic) in one action", "written down without secrets, tried again, then a person; other work goes on"},
		{"F18", "the machine loses power", "an intent is on the disk before the first byte leaves"},
		{"F19", "an old and a new version run at once", "what a version does not know it leaves alone"},

		// Redis.
		{"F20", "Redis is away exactly when a task is acknowledged", "the task may run twice, the write is made once"},
		{"F21", "Redis is down for long", "the worker stays, is not ready, and catches up"},
		{"F22", "Redis loses everything", "the sweeper puts it back from the store"},
		{"F23", "a failover to a replica that is behind", "tasks come back or vanish; nothing is written twice"},
		{"F24", "Redis is slow, or stalls", "nothing is written twice; the worker does not grow"},
		{"F25", "Redis is full", "said within a minute, with maxmemory by name; the store records on"},
		{"F26", "Redis may throw away what it is given", "refused at start"},
		{"F27", "queue data are deleted or damaged", "the sweeper heals them; no crash"},
		{"F28", "wrong password, missing rights, missing TLS", "refused with the cause and without the secret"},
		{"F29", "two installations share one Redis", "they do not take each other's work"},
		{"F30", "a task of a newer version", "given back, not dropped"},

		// The ledger's database.
		{"F31", "the database is locked for 30 s", "nothing is sent meanwhile"},
		{"F32", "the disk is full before the intent", "nothing is sent; goes on when there is room"},
		{"F33", "the disk is full after MOCO's answer", "looked for in MOCO and adopted"},
		{"F34", "the database is read-only", "refused at start; later the worker stops taking work and is not ready"},
		{"F35", "the database is deleted, cut off or damaged", "refused; never taken for an empty one"},
		{"F36", "the database comes from an old backup", "what MOCO shows counts; nothing is made again"},
		{"F37", "PostgreSQL restarts, fails over, or cuts a commit", "read again by the key; nothing is written twice"},
		{"F38", "two machines, each with its own SQLite file, on one account", "the second is refused where they share a Redis; letters are not doubled"},
		{"F39", "an upgrade of the database is interrupted", "done or not done, never half"},
		{"F40", "SQLite on a network file system", "refused with the reason"},
		{"F41", "the database's clock jumps by an hour", "nothing is written twice"},

		// MOCO.
		{"F42", "MOCO asks to wait, for any time it can name", "all workers wait; nothing is lost"},
		{"F43", "MOCO asks to wait and does not say how long", "a window of two minutes passes; the limit is kept"},
		{"F44", "four workers on one account", "one budget for all: never over the limit in any window"},
		{"F45", "MOCO fails on a read", "tried again, then the run fails and people are told"},
		{"F46", "MOCO fails on a write, having carried it out or not", "looked for; nothing is written twice"},
		{"F47", "no answer to a write that takes effect late", "waits for the settle time; nothing is written twice"},
		{"F48", "the connection is cut during a write", "unclear only if bytes had left; nothing is written twice"},
		{"F49", "an answer that can't be read", "taken for unclear; no crash"},
		{"F50", "a login or maintenance page instead of a list", "an error, not an empty list; no file, people are told"},
		{"F51", "an empty list where there were thousands", "the run stops and asks"},
		{"F52", "invoices change while their pages are read", "every invoice is there, once"},
		{"F53", "pages repeat, loop, or lead to another server", "no row twice, no endless loop; the key goes nowhere else"},
		{"F54", "changes in the same second as the last look; MOCO's clock differs", "no change is missed"},
		{"F55", "an invoice is deleted and nobody says so", "found by the next whole listing"},
		{"F56", "the customer pays between plan and letter", "the letter is dropped"},
		{"F57", "the customer pays between the reminder and its e-mail", "the reminder is taken back, nothing is mailed"},
		{"F58", "part payments, overpayments, discounts, cents, currencies, credits", "exact; credits are never chased"},
		{"F59", "a person makes a reminder at the same moment", "seen before the write: ours is dropped"},
		{"F60", "the key is revoked in the middle", "writing stops at once, people are told, nothing is lost"},
		{"F61", "the key may read only", "said clearly; reading goes on"},
		{"F62", "the invoice or the reminder is gone", "dropped without trying again"},
		{"F63", "MOCO refuses one letter of many", "that one fails with MOCO's words, the others go out"},
		{"F64", "MOCO refuses the e-mail, such as for want of an address", "the reminder is not left behind"},
		{"F65", "fields are new, renamed, empty or of another type", "ignored where harmless, else named with the object; no wrong amount"},
		{"F66", "an answer that never ends, is huge, or unpacks to gigabytes", "cut off in time and size"},
		{"F67", "wrong certificates, names or redirections", "an error; the key is not sent"},

		// Time.
		{"F68", "clocks change, in any zone and minute, over ten years", "one run a day, none lost, none double"},
		{"F69", "jobs on the 29th, 30th or 31st", "\"last day\" runs each month"},
		{"F70", "no worker ran at a job's time", "caught up once within a day, else skipped and said; never a burst"},
		{"F71", "several workers see the same time", "one run"},
		{"F72", "this machine's clock jumps, also to 1970 or 2038", "no run twice; nothing is written while it is off"},
		{"F73", "two workers' clocks differ by more than a minute", "the task may run twice, the write is made once"},
		{"F74", "due today, around midnight, in any zone", "overdue from the next day in the account's zone"},
		{"F75", "leap days, year's end, week 53", "exact"},

		// Rules and configuration.
		{"F76", "files are edited, cut off or removed while a run is under way, or during a reload", "a run has one version of all files; what is half written is never used"},
		{"F77", "the files have mistakes at the start", "refused with all mistakes and their places; nothing is asked of MOCO"},
		{"F78", "a rule asks questions without end about long lists", "refused, or it stops itself: that invoice is held and says why, all else is decided"},
		{"F79", "a rule doubles texts until the memory is full", "refused, or it stops itself before that"},
		{"F80", "a rule of a megabyte, of thousands of brackets or of thousands of parts", "refused at once"},
		{"F81", "data that go round in circles", "rules see flat copies; no crash"},
		{"F82", "division by zero, overflow, NaN and infinity", "refused, exact, or the invoice is held; no action"},
		{"F83", "ids of more than 15 digits", "compared to the last digit"},
		{"F84", "a rule that is no yes/no question, or asks for what is missing", "refused at its place, or the invoice is held"},
		{"F85", "a rule matches everything by mistake", "the limits of a run stop it; no more letters than they allow"},
		{"F86", "rule texts and customer data hold mentions, links, line breaks or formulas", "shown as text; nobody is called, no other recipient gets mail, no cell computes"},
		{"F87", "a rule reaches for secrets, the environment or functions of the library", "there is nothing to reach: a fixed list of fields and functions"},
		{"F88", "a rule asks for the time", "it gets the date of the run; the same input gives the same plan"},

		// Slack.
		{"F89", "Slack asks to wait, breaks, or takes a message without saying so", "it arrives, at most twice, or its absence is reported within 15 minutes"},
		{"F90", "Slack refuses a message: the channel is archived or unknown, the token was revoked", "it goes to the fallback channel, or the log, /readyz and doctor say so"},
		{"F91", "an incoming webhook was removed, or its channel archived (403, 404, 410)", "told by mail, or the log, /readyz and doctor say so; the address shows nowhere"},
		{"F92", "a message is longer than Slack takes, or has control characters", "it is accepted; what is cut is said with count and sum and follows in the thread"},
		{"F93", "10,000 alerts at once", "20 messages at most; every alert is counted"},

		// Files.
		{"F94", "the disk is full while a file is made or delivered", "no partial file, the old one stays, tried again"},
		{"F95", "the worker is killed in the middle of a file", "under its name a file is whole or absent; the next start tidies up and makes it"},
		{"F96", "the target is a folder, a link, read-only, open in another program, or lies outside", "refused or replaced as a whole; nothing outside the folder is touched"},
		{"F97", "a finished file is changed, cut off or made longer", "noticed when it is read back; it does not get its name"},
		{"F98", "texts that are too long, broken or look like formulas or escapes; numbers too long for a spreadsheet", "each comes back as it was, or its change is counted and marked"},
		{"F99", "more rows than a sheet holds; names that no sheet may have", "further sheets with header, table and totals; valid names, each once"},
	}
}
