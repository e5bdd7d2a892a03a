package mocoapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
)

// Tag is a label that objects of one kind can have (docs: sections/tags.md).
// Which objects have it is the matter of Taggings.
type Tag struct {
	ID        billing.ID        `json:"id"`
	Name      string            `json:"name,omitzero"`
	Color     string            `json:"color,omitzero"` // "#FFFF00"
	Context   Taggable          `json:"context,omitzero"`
	CreatedAt billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

var tags = resource[Tag]{"tag", "/tags"}

// TagQuery filters the list of tags. Zero fields do not filter.
type TagQuery struct {
	Global
	Context Taggable `url:"context"`
}

// TagReader reads tags.
type TagReader struct{ *conn }

// List lists tags.
//
//moco:operation GET /tags
func (s TagReader) List(ctx context.Context, q TagQuery) iter.Seq2[Row[Tag], error] {
	return tags.list(ctx, s.conn, q)
}

// Get reads one tag.
//
//moco:operation GET /tags/{id}
func (s TagReader) Get(ctx context.Context, id billing.ID) (Tag, error) {
	return tags.get(ctx, s.conn, id)
}

// TagService reads and writes tags.
type TagService struct{ TagReader }

// NewTag is a tag to be made. Name and Context are required.
type NewTag struct {
	Name    string   `json:"name"`
	Context Taggable `json:"context"`
	Color   string   `json:"color,omitzero"` // "#FFFF00"; "": grey
}

func (n NewTag) problem() string {
	if n.Name == "" || n.Context == "" {
		return "a tag needs a name and a context"
	}
	return ""
}

// Create makes a tag.
//
//moco:operation POST /tags
func (s TagService) Create(ctx context.Context, n NewTag) (Tag, error) {
	return tags.create(ctx, s.conn, n)
}

// TagUpdate changes a tag, whose context can't be changed. What is left out
// stays.
type TagUpdate struct {
	Name  Opt[string] `json:"name,omitzero"`
	Color Opt[string] `json:"color,omitzero"`
}

// Update changes a tag.
//
//moco:operation PUT /tags/{id}
//moco:operation PATCH /tags/{id}
func (s TagService) Update(ctx context.Context, id billing.ID, u TagUpdate) (Tag, error) {
	return tags.update(ctx, s.conn, u, id)
}

// Delete deletes a tag and takes it off all objects. With mergeInto they get
// that tag in its place; 0: none.
//
//moco:operation DELETE /tags/{id}
func (s TagService) Delete(ctx context.Context, id, mergeInto billing.ID) error {
	into := struct {
		ID billing.ID `url:"merge_tag_id"`
	}{mergeInto}
	_, err := tags.answered(ctx, s.conn, call{method: http.MethodDelete, query: encodeQuery(into)}, "", nil, id)
	return err
}
