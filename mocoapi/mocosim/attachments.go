package mocosim

import "encoding/base64"

const (
	kindInvoiceFiles = "invoice_attachments"
	kindOfferFiles   = "offer_attachments"
)

// attachmentRoutes are those of the files that go out with a kind of document. What is answered does not name the
// document, so it is kept beside it.
func attachmentRoutes(path, kind, files string) []route {
	list := path + "/{id}/attachments"
	return []route{
		{"GET", list, nil, onlyFor(kind, func(c *call, o *object) reply {
			return ok(encodeList(viewed(c.attached(files, o), plainAttachment)))
		})},
		{"POST", list, nil, onlyFor(kind, func(c *call, o *object) reply { return c.attach(files, o) })},
		{"DELETE", list + "/{id}", nil, onlyFor(kind, func(c *call, o *object) reply { return c.detach(files, o) })},
	}
}

func plainAttachment(o *object) *object { return o.without("document_id") }

func (c *call) attached(files string, document *object) []*object {
	list := []*object{}
	for _, o := range c.st.rows(files) {
		if o.number("document_id") == document.number("id") {
			list = append(list, o)
		}
	}
	return list
}

func (c *call) attach(files string, document *object) reply {
	file := c.body.sub("attachment")
	if file.text("filename") == "" {
		return invalid("attachment", blank)
	}
	if data, err := base64.StdEncoding.DecodeString(file.text("base64")); err != nil || len(data) == 0 {
		return invalid("attachment", notValid)
	}
	o := stamped(newObject("id", c.st.nextID(files), "title", file.text("filename"), "document_id", document.number("id")), c.now)
	c.st.put(files, o)
	c.changed(o.number("id"))
	rep := ok(plainAttachment(o).encode())
	rep.status = 201
	return rep
}

func (c *call) detach(files string, document *object) reply {
	o := c.st.find(files, c.nums[1])
	if o == nil || o.number("document_id") != document.number("id") {
		return notFound
	}
	c.st.remove(files, o.number("id"))
	c.changed(o.number("id"))
	return ok(plainAttachment(o).encode())
}
