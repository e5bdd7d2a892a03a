package mocosim

import (
	"net/http"
	"strings"
)

const (
	kindDrafts     = "purchase_drafts"
	kindCategories = "purchase_categories"
)

// drafts are documents that wait to become a purchase.
func drafts() *resource {
	return &resource{
		kind: kindDrafts, path: "/purchases/drafts", verbs: "list get create delete", whole: true, order: newestFirst,
		attrs: table(
			text("title").need(), fixed("email_from", nil), fixed("email_body", nil), person("user").shut().from(asActor),
			fileAttr("file_url", "file", "/purchases/drafts/"), fixed("net_total", nil), fixed("gross_total", nil),
			fixed("credit_card_transaction", nil),
		),
	}
}

// draftPDF leads to the file, or answers 204 if it is no PDF.
func draftPDF(c *call, o *object) reply {
	file, _, _ := strings.Cut(o.text("file_url"), "?")
	if !strings.HasSuffix(strings.ToLower(file), ".pdf") {
		return noContent()
	}
	return reply{status: http.StatusFound, header: map[string]string{"Location": "http://" + c.in.host + files + "/drafts/" + o.text("id") + ".pdf?v=1"}}
}

// files is where documents lie to which the API leads. Their addresses need no key.
const files = "/files"

// serveFile answers with a document's PDF.
func (s *store) serveFile(path string) reply {
	for _, o := range s.rows(kindDrafts) {
		if path == files+"/drafts/"+o.text("id")+".pdf" {
			return pdf(o.text("title"), o.text("title"))
		}
	}
	return notFound
}

// categories of purchases are read only.
func categories() *resource {
	return &resource{
		kind: kindCategories, path: "/purchases/categories", verbs: "list get", order: byText("name"), whole: true, // recorded
		attrs: table(text("name").need(), text("credit_account"), yesNo("active").or(true)),
	}
}
