package mocoapi

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// Taggable is a kind of object that can have tags.
type Taggable string

// The kinds of objects that can have tags (docs: sections/tags/taggings.md).
const (
	TagCompany  Taggable = "Company"
	TagContact  Taggable = "Contact"
	TagProject  Taggable = "Project"
	TagDeal     Taggable = "Deal"
	TagPurchase Taggable = "Purchase"
	TagInvoice  Taggable = "Invoice"
	TagOffer    Taggable = "Offer"
	TagUser     Taggable = "User"
)

func taggables() []Taggable {
	return []Taggable{TagCompany, TagContact, TagProject, TagDeal, TagPurchase, TagInvoice, TagOffer, TagUser}
}

// TaggingReader reads which tags an object has.
type TaggingReader struct{ *conn }

// List are the names of an object's tags, sorted.
//
//moco:operation GET /taggings/{entity}/{entity_id}
func (s TaggingReader) List(ctx context.Context, entity Taggable, id billing.ID) ([]string, error) {
	k := get(tagPath(entity, id), nil)
	if e := refuseTagging(k, entity, id, nil); e != nil {
		return nil, e
	}
	r, err := s.read(ctx, k)
	if err != nil {
		return nil, err
	}
	if err := k.check(r, '['); err != nil {
		return nil, err
	}
	return tagList(k, r, fault.Permanent)
}

// TaggingService reads and writes which tags an object has.
type TaggingService struct{ TaggingReader }

// Add puts tags on an object; those that it has stay. Unknown tags are
// created. The result is the object's tags afterwards.
//
//moco:operation PATCH /taggings/{entity}/{entity_id}
func (s TaggingService) Add(ctx context.Context, entity Taggable, id billing.ID, tags ...string) ([]string, error) {
	return s.writeTags(ctx, http.MethodPatch, entity, id, tags)
}

// Replace gives an object these tags and no others; no tags removes all.
// The result is the object's tags afterwards.
//
//moco:operation PUT /taggings/{entity}/{entity_id}
func (s TaggingService) Replace(ctx context.Context, entity Taggable, id billing.ID, tags ...string) ([]string, error) {
	return s.writeTags(ctx, http.MethodPut, entity, id, tags)
}

// Remove takes tags off an object; those that it does not have are
// ignored. The result is the object's tags afterwards.
//
//moco:operation DELETE /taggings/{entity}/{entity_id}
func (s TaggingService) Remove(ctx context.Context, entity Taggable, id billing.ID, tags ...string) ([]string, error) {
	return s.writeTags(ctx, http.MethodDelete, entity, id, tags)
}

func tagPath(entity Taggable, id billing.ID) string { return at("/taggings/%s/%d", entity, id) }

func (c *conn) writeTags(ctx context.Context, method string, entity Taggable, id billing.ID, tags []string) ([]string, error) {
	path := tagPath(entity, id)
	if e := refuseTagging(call{method: method, path: path}, entity, id, tags); e != nil {
		return nil, e
	}
	k, r, err := c.write(ctx, call{method: method, path: path}, map[string]any{"tags": append([]string{}, tags...)})
	if err != nil {
		return nil, err
	}
	if text := notJSON(r, '['); text != "" {
		return nil, k.fail(r, fault.Unsure, text)
	}
	return tagList(k, r, fault.Unsure)
}

func refuseTagging(k call, entity Taggable, id billing.ID, tags []string) error {
	switch {
	case !slices.Contains(taggables(), entity):
		return call{method: k.method, path: "/taggings"}.refused(fault.Invalid, at("%q can't have tags", entity), nil)
	case id <= 0:
		return k.refused(fault.Invalid, noID(id, string(entity)), nil)
	case slices.Contains(tags, ""):
		return k.refused(fault.Invalid, "a tag must not be empty", nil)
	}
	return nil
}

func tagList(k call, r reply, bad fault.Kind) ([]string, error) {
	tags := []string{}
	if err := json.Unmarshal(r.body, &tags); err != nil {
		return nil, k.fail(r, bad, "the answer is no list of tags")
	}
	return tags, nil
}
