package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// LetterPaper is the paper that a PDF is printed on (docs: sections/letter_papers.md).
type LetterPaper struct {
	ID        billing.ID        `json:"id"`
	Name      string            `json:"name,omitzero"`
	Active    bool              `json:"active"`
	Template  string            `json:"template,omitzero"`
	File      string            `json:"file,omitzero"`
	CreatedAt billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

var letterPapers = resource[LetterPaper]{"letter paper", "/letter_papers"}

// LetterPaperReader reads letter papers.
type LetterPaperReader struct{ *conn }

// List lists letter papers.
//
//moco:operation GET /letter_papers
func (s LetterPaperReader) List(ctx context.Context, q Global) iter.Seq2[Row[LetterPaper], error] {
	return letterPapers.list(ctx, s.conn, q)
}
