package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// Comment is a note on an object (docs: sections/comments.md).
type Comment struct {
	ID                 billing.ID        `json:"id"`
	CommentableID      billing.ID        `json:"commentable_id,omitzero"`
	CommentableType    string            `json:"commentable_type,omitzero"` // such as Invoice
	Text               string            `json:"text,omitzero"`             // HTML
	Manual             bool              `json:"manual"`                    // written by a person, not by MOCO
	CreatedAt          billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt          billing.Timestamp `json:"updated_at,omitzero"`
	User               UserRef           `json:"user,omitzero"`
	ImpersonatingUser  UserRef           `json:"impersonating_user,omitzero"` // who wrote it in the user's name
	AttachmentFilename string            `json:"attachment_filename,omitzero"`
	AttachmentContent  string            `json:"attachment_content,omitzero"`
	Extra
}

// NewComment is a note to be put on an object. CommentableID, CommentableType and
// Text are required.
type NewComment struct {
	CommentableID   billing.ID `json:"commentable_id"`
	CommentableType string     `json:"commentable_type"` // Invoice, Company, …
	// Text is HTML; MOCO keeps div, strong, em, u, pre, ul, ol, li and br.
	Text               string            `json:"text"`
	AttachmentFilename string            `json:"attachment_filename,omitzero"`
	AttachmentContent  []byte            `json:"attachment_content,omitzero"` // sent as Base64
	CreatedAt          billing.Timestamp `json:"created_at,omitzero"`         // zero: now
}

func (n NewComment) problem() string {
	if n.CommentableID <= 0 || n.CommentableType == "" || n.Text == "" {
		return "a comment needs an object, its type and a text"
	}
	return ""
}

var comments = resource[Comment]{"comment", "/comments"}

// CommentQuery filters the list of comments. Zero fields do not filter.
type CommentQuery struct {
	Global
	CommentableType string     `url:"commentable_type"` // Invoice, InvoiceReminder, Company, …
	CommentableID   billing.ID `url:"commentable_id"`
	UserID          billing.ID `url:"user_id"`
	Manual          Choice     `url:"manual"` // Yes: written by people; No: by MOCO
}

// CommentReader reads comments.
type CommentReader struct{ *conn }

// List lists comments.
//
//moco:operation GET /comments
func (s CommentReader) List(ctx context.Context, q CommentQuery) iter.Seq2[Row[Comment], error] {
	return comments.list(ctx, s.conn, q)
}

// Get reads one comment.
//
//moco:operation GET /comments/{id}
func (s CommentReader) Get(ctx context.Context, id billing.ID) (Comment, error) {
	return comments.get(ctx, s.conn, id)
}

// CommentService reads and writes comments.
type CommentService struct{ CommentReader }

// Create makes a comment.
//
//moco:operation POST /comments
func (s CommentService) Create(ctx context.Context, n NewComment) (Comment, error) {
	return comments.create(ctx, s.conn, n)
}

// Delete deletes a comment.
//
//moco:operation DELETE /comments/{id}
func (s CommentService) Delete(ctx context.Context, id billing.ID) error {
	return comments.delete(ctx, s.conn, id)
}

// NewComments is one note to be put on many objects of one type. CommentableIDs,
// CommentableType and Text are required.
type NewComments struct {
	CommentableIDs  []billing.ID      `json:"commentable_ids"`
	CommentableType string            `json:"commentable_type"`
	Text            string            `json:"text"`                // HTML, as of a NewComment
	CreatedAt       billing.Timestamp `json:"created_at,omitzero"` // zero: now
}

func (n NewComments) problem() string {
	if len(n.CommentableIDs) == 0 || n.CommentableType == "" || n.Text == "" {
		return "comments need objects, their type and a text"
	}
	return ""
}

// CreateBulk puts one note on many objects, all or none.
//
//moco:operation POST /comments/bulk
func (s CommentService) CreateBulk(ctx context.Context, n NewComments) ([]Comment, error) {
	return comments.createAll(ctx, s.conn, len(n.CommentableIDs), n)
}

// CommentUpdate changes a comment that a person has written. What is left out
// stays.
type CommentUpdate struct {
	Text               Opt[string] `json:"text,omitzero"` // HTML
	AttachmentFilename Opt[string] `json:"attachment_filename,omitzero"`
	AttachmentContent  Opt[[]byte] `json:"attachment_content,omitzero"` // sent as Base64
}

// Update changes a comment.
//
//moco:operation PUT /comments/{id}
//moco:operation PATCH /comments/{id}
func (s CommentService) Update(ctx context.Context, id billing.ID, u CommentUpdate) (Comment, error) {
	return comments.update(ctx, s.conn, u, id)
}
