package mocoapi

import (
	"context"
	"fmt"

	"github.com/mocowork/mocowork/billing"
)

func webHookEndpoints() []endpoint {
	const hook = `{"id":73,"target":"Purchase","event":"create","hook":"https://example.com/h","disabled":false,"disabled_at":null}`
	return []endpoint{
		{op: "GET /account/web_hooks", path: "/account/web_hooks", query: "ids=73", answer: "[" + hook + "]", want: "[Purchase create]",
			call: func(ctx context.Context, c *Client) (any, error) {
				return all(c.WebHooks.List(ctx, Global{IDs: []billing.ID{73}}), func(h WebHook) any { return fmt.Sprint(h.Target, " ", h.Event) })
			}},
		{op: "GET /account/web_hooks/{id}", path: "/account/web_hooks/73", answer: hook, want: "https://example.com/h false true",
			call: func(ctx context.Context, c *Client) (any, error) {
				h, err := c.WebHooks.Get(ctx, 73)
				return fmt.Sprint(h.Hook, " ", h.Disabled, " ", h.DisabledAt.IsZero()), err
			}},
		{op: "POST /account/web_hooks", path: "/account/web_hooks", body: `{"target":"Invoice","event":"update","hook":"https://example.com/h"}`, answer: hook, want: "73",
			call: func(ctx context.Context, c *Client) (any, error) {
				h, err := c.WebHooks.Create(ctx, NewWebHook{TargetInvoice, EventUpdate, "https://example.com/h"})
				return h.ID, err
			}},
		{op: "PUT /account/web_hooks/{id}", path: "/account/web_hooks/73", body: `{"hook":"https://example.com/i"}`, answer: hook,
			call: func(ctx context.Context, c *Client) (any, error) {
				_, err := c.WebHooks.Update(ctx, 73, WebHookUpdate{"https://example.com/i"})
				return "", err
			}},
		{op: "PUT /account/web_hooks/{id}/enable", path: "/account/web_hooks/73/enable", answer: hook,
			call: func(ctx context.Context, c *Client) (any, error) { return "", c.WebHooks.Enable(ctx, 73) }},
		{op: "PUT /account/web_hooks/{id}/disable", path: "/account/web_hooks/73/disable",
			call: func(ctx context.Context, c *Client) (any, error) { return "", c.WebHooks.Disable(ctx, 73) }},
		{op: "DELETE /account/web_hooks/{id}", path: "/account/web_hooks/73", answer: hook,
			call: func(ctx context.Context, c *Client) (any, error) { return "", c.WebHooks.Delete(ctx, 73) }},
	}
}
