package mocoapi

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// WebHook is a subscription: MOCO posts each Event of a Target to the address
// Hook. The key that signs the posts is not part of it; MOCO shows it in its
// settings only (docs: sections/web_hooks.md).
type WebHook struct {
	ID     billing.ID    `json:"id"`
	Target WebHookTarget `json:"target"`
	Event  WebHookEvent  `json:"event"`
	Hook   string        `json:"hook"`
	// Disabled is set by a person, or by MOCO after 500 failed deliveries in a
	// row; EnableWebHook ends it.
	Disabled   bool              `json:"disabled"`
	DisabledAt billing.Timestamp `json:"disabled_at"` // zero while enabled
	CreatedAt  billing.Timestamp `json:"created_at"`
	UpdatedAt  billing.Timestamp `json:"updated_at"`
}

// WebHooks lists the account's web hooks (docs: sections/web_hooks.md).
//
//moco:operation GET /account/web_hooks
func (c *Client) WebHooks(ctx context.Context, q Global) iter.Seq2[Row[WebHook], error] {
	return list[WebHook](ctx, c, nounWebHook, webHooksPath, q.params().values())
}

// WebHook reads one web hook.
//
//moco:operation GET /account/web_hooks/{id}
func (c *Client) WebHook(ctx context.Context, id billing.ID) (WebHook, error) {
	return object[WebHook](ctx, c, nounWebHook, webHookPath(id, ""), id)
}

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

// CreateWebHook subscribes to an event. Target and event can't be changed
// afterwards.
//
//moco:operation POST /account/web_hooks
func (c *Client) CreateWebHook(ctx context.Context, n NewWebHook) (WebHook, error) {
	if text := n.problem(); text != "" {
		return WebHook{}, call{method: http.MethodPost, path: webHooksPath}.refused(fault.Invalid, text, nil)
	}
	return create(ctx, c, nounWebHook, webHooksPath, n, func(id billing.ID) WebHook { return WebHook{ID: id} })
}

// UpdateWebHook changes the address that MOCO posts to.
//
//moco:operation PUT /account/web_hooks/{id}
func (c *Client) UpdateWebHook(ctx context.Context, id billing.ID, hook string) error {
	if text := hookProblem(hook); text != "" {
		return call{method: http.MethodPut, path: webHookPath(id, "")}.refused(fault.Invalid, text, nil)
	}
	return c.changeWebHook(ctx, http.MethodPut, id, "", map[string]string{"hook": hook})
}

// EnableWebHook has MOCO post again. An enabled one stays so.
//
//moco:operation PUT /account/web_hooks/{id}/enable
func (c *Client) EnableWebHook(ctx context.Context, id billing.ID) error {
	return c.changeWebHook(ctx, http.MethodPut, id, "/enable", nil)
}

// DisableWebHook has MOCO post no more. A disabled one stays so.
//
//moco:operation PUT /account/web_hooks/{id}/disable
func (c *Client) DisableWebHook(ctx context.Context, id billing.ID) error {
	return c.changeWebHook(ctx, http.MethodPut, id, "/disable", nil)
}

// DeleteWebHook ends a subscription.
//
//moco:operation DELETE /account/web_hooks/{id}
func (c *Client) DeleteWebHook(ctx context.Context, id billing.ID) error {
	return c.changeWebHook(ctx, http.MethodDelete, id, "", nil)
}

// changeWebHook needs no more than a yes: the documentation does not say what
// these answer.
func (c *Client) changeWebHook(ctx context.Context, method string, id billing.ID, action string, body any) error {
	path := webHookPath(id, action)
	if id <= 0 {
		return call{method: method, path: path}.refused(fault.Invalid, noID(id, nounWebHook), nil)
	}
	_, err := c.acknowledged(ctx, method, path, body)
	return err
}

const webHooksPath = "/account/web_hooks"

func webHookPath(id billing.ID, action string) string {
	return at(webHooksPath+"/%d%s", id, action)
}
