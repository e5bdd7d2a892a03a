package checks

// yamlPages are mistakes in how a file is written, whatever it is about.
func yamlPages() []Page {
	return []Page{
		{
			Code: "unknown-key", In: Rules,
			Means: "The key is not known here. It is an error, because a misspelt key would be ignored. Keys of your own begin with x-.",
			Wrong: "descripton: Who gets a letter", Right: "description: Who gets a letter",
		},
		{
			Code: "missing-key", In: Rules,
			Means: "A key is missing that is needed here.",
			Wrong: "rules:\n  - name: dunning\n    for_each: invoices\n    when: invoice.overdue", Right: "rules:\n  - name: dunning\n    for_each: invoices\n    when: invoice.overdue\n    actions: [remind: {ladder: standard}]",
		},
		{
			Code: "duplicate-key", In: Rules,
			Means: "A key is there twice in one map. YAML readers differ in which one they take.",
			Wrong: "amounts:\n  minimum: {EUR: 10, EUR: 20}", Right: "amounts:\n  minimum: {EUR: 10, CHF: 20}",
		},
		{
			Code: "syntax", In: Rules,
			Means: "What stands there is not YAML, or a question is not in the rules' language. Often a quote, a bracket or a colon is missing just before.",
			Wrong: "when: invoice.level = 1", Right: "when: invoice.level == 1",
		},
		{
			Code: "tab", In: Rules,
			Means: "A tab indents a line. YAML takes spaces only.",
			Wrong: "amounts:\n\tminimum: {EUR: 10}", Right: "amounts:\n  minimum: {EUR: 10}",
		},
		{
			Code: "anchor", In: Rules,
			Means: "Anchors and aliases (&, *, <<) are allowed in test files only: a rule should be readable where it stands. A text that begins with & or * needs quotes.",
			Wrong: "description: &text Letters", Right: "description: Letters",
		},
		{
			Code: "alias", In: Rules,
			Means: "The aliases of a test file expand to more values than a file may hold.",
		},
		{
			Code: "documents", In: Rules,
			Means: "A line --- begins a second document. One file holds one.",
			Wrong: "version: 1\nrules: []\n---\nversion: 1", Right: "version: 1",
		},
		{
			Code: "depth", In: Rules,
			Means: "The values are nested deeper than any file needs.",
		},
		{
			Code: "size", In: Rules,
			Means: "The file is larger than 1 MiB, or holds too many values. Split it.",
		},
		{
			Code: "encoding", In: Rules,
			Means: "The file is not UTF-8, or holds control characters. Save it as UTF-8.",
		},
	}
}
