package mocosim

const kindLetterPapers = "letter_papers"

// letterPapers are the backgrounds of documents, all in one answer.
func letterPapers() *resource {
	return &resource{
		kind: kindLetterPapers, path: "/letter_papers", verbs: "list", whole: true,
		attrs: table(text("name"), yesNo("active").or(true), text("template"), text("file")),
	}
}
