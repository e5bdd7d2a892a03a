package mocosim

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

const pdfType = "application/pdf"

func documentRoutes() []route {
	return []route{
		{"GET", "/invoices/{id}.pdf", []string{"blank", "letter_paper_id"}, onlyFor(kindInvoices, invoicePDF)},
		{"GET", "/invoices/{id}/timesheet", nil, onlyFor(kindInvoices, timesheet)},
		{"GET", "/invoices/{id}/timesheet.pdf", []string{"letter_paper_id"}, onlyFor(kindInvoices, timesheetPDF)},
		{"GET", "/invoices/{id}/expenses", nil, onlyFor(kindInvoices, invoiceExpenses)},
	}
}

func invoicePDF(_ *call, o *object) reply {
	name := strings.TrimSpace(o.text("identifier") + " " + o.text("title"))
	return pdf(name, fmt.Sprintf("%s  %s %s", o.text("identifier"), o.text("gross_total"), o.text("currency")))
}

// timesheet are the activities that the invoice bills, without the keys that MOCO's example lacks there.
func timesheet(c *call, o *object) reply { return ok(encodeList(c.billed(kindActivities, o))) }

// timesheetPDF answers 404 without hours: recorded with the type of a PDF and no byte.
func timesheetPDF(c *call, o *object) reply {
	if len(c.billed(kindActivities, o)) == 0 {
		return reply{status: http.StatusNotFound, ctype: pdfType}
	}
	return pdf(o.text("identifier")+" Leistungsnachweis", "Leistungsnachweis "+o.text("identifier"))
}

func invoiceExpenses(c *call, o *object) reply { return ok(encodeList(c.billed(kindExpenses, o))) }

// billed are the objects that carry the invoice's id.
func (c *call) billed(kind string, invoice *object) []*object {
	list := []*object{}
	for _, o := range c.st.rows(kind) {
		if o.number("invoice_id") == invoice.number("id") {
			list = append(list, o.without("seconds", "worked_seconds", "invoice_id"))
		}
	}
	return list
}

// pdf is a valid file of one page with one line, named the way MOCO names its documents.
func pdf(name, line string) reply {
	return reply{
		status: http.StatusOK, ctype: pdfType, body: onePage(line),
		header: map[string]string{
			"Content-Disposition": fmt.Sprintf(`attachment; filename="%s.pdf"; filename*=UTF-8''%s.pdf`,
				plainName(name), url.PathEscape(name)),
			"Content-Transfer-Encoding": "binary",
		},
	}
}

// plainName has no byte that could end a quoted header value.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\/%`, r) {
			return '?'
		}
		return r
	}, name)
}

func onePage(line string) []byte {
	line = strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(plainName(line))
	content := fmt.Sprintf("BT /F1 12 Tf 72 770 Td (%s) Tj ET", line)
	parts := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(parts))
	for i, p := range parts {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, p)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(parts)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(parts)+1, xref)
	return b.Bytes()
}
