package mirror

import (
	"context"
	"encoding/json"
	"iter"
	"net/url"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/mocoapi"
)

// Source gives the pages of a list of MOCO, of which the first error ends the
// sequence, and single objects; a *mocoapi.Client is one.
type Source interface {
	RawPages(ctx context.Context, path string, q url.Values) iter.Seq2[mocoapi.RawPage, error]
	// RawObject reads one object.
	RawObject(ctx context.Context, path string) (json.RawMessage, error)
}

// Mirror is the copy of one MOCO account in a store. Several accounts may
// share the store. It is safe for concurrent use.
type Mirror struct {
	db      *db.DB
	account string
}

// New is the mirror of an account, which is named by its sub-domain. The
// store's tables must be in place (see db.DB.Migrate).
func New(store *db.DB, account string) *Mirror { return &Mirror{db: store, account: account} }
