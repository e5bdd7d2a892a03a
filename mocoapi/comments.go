package mocoapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// CommentQuery filters the list of comments. Zero fields do not filter.
type CommentQuery struct {
	Global
	CommentableType string // Invoice, InvoiceReminder, Company, …
	CommentableID   billing.ID
	UserID          billing.ID
	Manual          Choice // Yes: written by people; No: by MOCO
}

// Comments lists comments (docs: sections/comments.md).
//
//moco:operation GET /comments
func (c *Client) Comments(ctx context.Context, q CommentQuery) iter.Seq2[Row[billing.Comment], error] {
	p := q.Global.params()
	p.text("commentable_type", q.CommentableType)
	p.id("commentable_id", q.CommentableID)
	p.id("user_id", q.UserID)
	p.text("manual", string(q.Manual))
	return list[billing.Comment](ctx, c, nounComment, "/comments", p.values())
}

// Comment reads one comment.
//
//moco:operation GET /comments/{id}
func (c *Client) Comment(ctx context.Context, id billing.ID) (billing.Comment, error) {
	return object[billing.Comment](ctx, c, nounComment, at("/comments/%d", id), id)
}

// NewComment is a note to be put on an object. All fields are required.
type NewComment struct {
	CommentableID   billing.ID `json:"commentable_id"`
	CommentableType string     `json:"commentable_type"` // Invoice, Company, …
	// Text is HTML; MOCO keeps div, strong, em, u, pre, ul, ol, li and br.
	Text string `json:"text"`
}

// CreateComment puts a note on an object.
//
//moco:operation POST /comments
func (c *Client) CreateComment(ctx context.Context, n NewComment) (billing.Comment, error) {
	const path = "/comments"
	if n.CommentableID <= 0 || n.CommentableType == "" || n.Text == "" {
		return billing.Comment{}, call{method: http.MethodPost, path: path}.refused(fault.Invalid, "a comment needs an object, its type and a text", nil)
	}
	return create(ctx, c, nounComment, path, n, func(id billing.ID) billing.Comment { return billing.Comment{ID: id} })
}
