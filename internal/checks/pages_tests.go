package checks

// testPages are mistakes in the files of tests beside rules.
func testPages() []Page {
	return []Page{
		{
			Code: "unknown-rule", In: Tests,
			Means: "A test expects something of a rule that the files under test do not have. Often the rule was renamed.",
			Wrong: "tests:\n  - name: late\n    invoice: {status: overdue, number: R1, gross: 10.00 EUR, due: 2026-11-01}\n    expect: [duning: {notify: {}}]",
			Right: "tests:\n  - name: late\n    invoice: {status: overdue, number: R1, gross: 10.00 EUR, due: 2026-11-01}\n    expect: [dunning: {notify: {}}]",
		},
		{
			Code: "subject", In: Tests,
			Means: "A test is about one thing: an invoice, a customer, a payment, a reminder or a project. What does not belong to that thing can't be said of it.",
			Wrong: "tests:\n  - name: late\n    expect: []",
			Right: "tests:\n  - name: late\n    invoice: {status: overdue, number: R1, gross: 10.00 EUR, due: 2026-11-01}\n    expect: []",
		},
		{
			Code: "hold", In: Tests,
			Means: "A hold in a test is one that could not be set: a promise to pay without its date, a last day before the first, an amount that is not a promise's.",
			Wrong: "tests:\n  - name: late\n    invoice: {status: overdue, number: R1, gross: 10.00 EUR, due: 2026-11-01}\n    holds: [{kind: promise, reason: pays soon}]\n    expect: []",
			Right: "tests:\n  - name: late\n    invoice: {status: overdue, number: R1, gross: 10.00 EUR, due: 2026-11-01}\n    holds: [{kind: promise, reason: pays soon, until: 2026-11-30}]\n    expect: []",
		},
		{
			Code: "customer", In: Tests,
			Means: "A test describes the customer of one number twice, and differently.",
			Wrong: "tests:\n  - name: late\n    invoice: {status: overdue, number: R1, gross: 10.00 EUR, due: 2026-11-01, customer: {number: \"1\", name: A}}\n" +
				"    invoices: [{status: sent, number: R2, gross: 10.00 EUR, due: 2026-12-01, customer: {number: \"1\", name: B}}]\n    expect: []",
			Right: "tests:\n  - name: late\n    invoice: {status: overdue, number: R1, gross: 10.00 EUR, due: 2026-11-01, customer: {number: \"1\", name: A}}\n" +
				"    invoices: [{status: sent, number: R2, gross: 10.00 EUR, due: 2026-12-01, customer: {number: \"1\", name: A}}]\n    expect: []",
		},
	}
}
