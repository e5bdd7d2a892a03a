package mocoapi

import (
	"context"

	"github.com/mocowork/mocowork/billing"
)

// CommentQuery filters the list of comments. Zero fields do not filter.
type CommentQuery struct {
	Global
	CommentableType string     `url:"commentable_type"` // Invoice, InvoiceReminder, Company, …
	CommentableID   billing.ID `url:"commentable_id"`
	UserID          billing.ID `url:"user_id"`
	Manual          Choice     `url:"manual"` // Yes: written by people; No: by MOCO
}

// NewComment is a note to be put on an object. All fields are required.
type NewComment struct {
	CommentableID   billing.ID `json:"commentable_id"`
	CommentableType string     `json:"commentable_type"` // Invoice, Company, …
	// Text is HTML; MOCO keeps div, strong, em, u, pre, ul, ol, li and br.
	Text string `json:"text"`
}

func (n NewComment) problem() string {
	if n.CommentableID <= 0 || n.CommentableType == "" || n.Text == "" {
		return "a comment needs an object, its type and a text"
	}
	return ""
}

var comments = resource[billing.Comment]{nounComment, "/comments"}

// CommentReader reads comments.
type CommentReader struct{ *conn }

// Get reads one comment.
//
//moco:operation GET /comments/{id}
func (s CommentReader) Get(ctx context.Context, id billing.ID) (billing.Comment, error) {
	return comments.get(ctx, s.conn, id)
}
