package mocoapi

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/mocowork/mocowork/billing"
)

// WebHook is a subscription: MOCO posts each Event of a Target to the address
// Hook. The key that signs the posts is not part of it; MOCO shows it in its
// settings only (docs: sections/web_hooks.md).
type WebHook struct {
	ID     billing.ID    `json:"id"`
	Target WebHookTarget `json:"target,omitzero"`
	Event  WebHookEvent  `json:"event,omitzero"`
	Hook   string        `json:"hook,omitzero"`
	// Disabled is set by a person, or by MOCO after 500 failed deliveries in a
	// row; EnableWebHook ends it.
	Disabled   bool              `json:"disabled"`
	DisabledAt billing.Timestamp `json:"disabled_at,omitzero"` // zero while enabled
	CreatedAt  billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt  billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

var webHooks = resource[WebHook]{"web hook", "/account/web_hooks"}

// WebHookReader reads the account's web hooks.
type WebHookReader struct{ *conn }

// List lists the account's web hooks.
//
//moco:operation GET /account/web_hooks
func (s WebHookReader) List(ctx context.Context, q Global) iter.Seq2[Row[WebHook], error] {
	return webHooks.list(ctx, s.conn, q)
}

// Get reads one web hook.
//
//moco:operation GET /account/web_hooks/{id}
func (s WebHookReader) Get(ctx context.Context, id billing.ID) (WebHook, error) {
	return webHooks.get(ctx, s.conn, id)
}

// WebHookService reads and writes the account's web hooks.
type WebHookService struct{ WebHookReader }

// NewWebHook is a web hook to be made. All fields are required.
type NewWebHook struct {
	Target WebHookTarget `json:"target"`
	Event  WebHookEvent  `json:"event"`
	Hook   string        `json:"hook"` // https://…
}

func (n NewWebHook) problem() string {
	if n.Target == "" || n.Event == "" {
		return "a web hook needs a target and an event"
	}
	return hookProblem(n.Hook)
}

// hookProblem says why MOCO could not post to an address; "" if it could.
func hookProblem(hook string) string {
	if u, err := url.Parse(hook); err != nil || u.Scheme != "https" || u.Host == "" {
		return "a web hook needs an address that begins with https://"
	}
	return ""
}

// Create subscribes to an event. Target and event can't be changed afterwards.
//
//moco:operation POST /account/web_hooks
func (s WebHookService) Create(ctx context.Context, n NewWebHook) (WebHook, error) {
	return webHooks.create(ctx, s.conn, n)
}

// WebHookUpdate changes the address that MOCO posts to.
type WebHookUpdate struct {
	Hook string `json:"hook"` // https://…
}

func (u WebHookUpdate) problem() string { return hookProblem(u.Hook) }

// Update changes the address that MOCO posts to.
//
//moco:operation PUT /account/web_hooks/{id}
//moco:operation PATCH /account/web_hooks/{id}
func (s WebHookService) Update(ctx context.Context, id billing.ID, u WebHookUpdate) (WebHook, error) {
	return webHooks.update(ctx, s.conn, u, id)
}

// Enable has MOCO post again. An enabled one stays so.
//
//moco:operation PUT /account/web_hooks/{id}/enable
func (s WebHookService) Enable(ctx context.Context, id billing.ID) error {
	return webHooks.order(ctx, s.conn, http.MethodPut, "/enable", nil, id)
}

// Disable has MOCO post no more. A disabled one stays so.
//
//moco:operation PUT /account/web_hooks/{id}/disable
func (s WebHookService) Disable(ctx context.Context, id billing.ID) error {
	return webHooks.order(ctx, s.conn, http.MethodPut, "/disable", nil, id)
}

// Delete ends a subscription.
//
//moco:operation DELETE /account/web_hooks/{id}
func (s WebHookService) Delete(ctx context.Context, id billing.ID) error {
	return webHooks.delete(ctx, s.conn, id)
}
