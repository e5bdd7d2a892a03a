package mocoapi

import (
	"context"
)

func tagEndpoints() []endpoint {
	const tag = `{"id":412,"name":"VIP","color":"#f97316","context":"Project"}`
	return []endpoint{
		{op: "GET /tags", path: "/tags", query: "context=Project&ids=3,4&per_page=50", answer: "[" + tag + "]", want: "[VIP]",
			call: func(ctx context.Context, c *Client) (any, error) {
				q := TagQuery{Global: Global{IDs: everyone.IDs, PerPage: 50}, Context: TagProject}
				return all(c.Tags.List(ctx, q), func(t Tag) any { return t.Name })
			}},
		{op: "GET /tags/{id}", path: "/tags/412", answer: tag, want: "Project",
			call: func(ctx context.Context, c *Client) (any, error) {
				t, err := c.Tags.Get(ctx, 412)
				return t.Context, err
			}},
		{op: "POST /tags", path: "/tags", body: `{"name":"VIP","context":"Project"}`, answer: tag, want: "412",
			call: func(ctx context.Context, c *Client) (any, error) {
				t, err := c.Tags.Create(ctx, NewTag{Name: "VIP", Context: TagProject})
				return t.ID, err
			}},
		{op: "PUT /tags/{id}", path: "/tags/412", body: `{"color":"#f97316"}`, answer: tag, want: "#f97316",
			call: func(ctx context.Context, c *Client) (any, error) {
				t, err := c.Tags.Update(ctx, 412, TagUpdate{Color: Set("#f97316")})
				return t.Color, err
			}},
		{op: "DELETE /tags/{id}", path: "/tags/412", query: "merge_tag_id=7", answer: tag,
			call: func(ctx context.Context, c *Client) (any, error) { return "", c.Tags.Delete(ctx, 412, 7) }},
	}
}

func dealCategoryEndpoints() []endpoint {
	const category = `{"id":5,"name":"Angebot","probability":50}`
	return []endpoint{
		{op: "GET /deal_categories", path: "/deal_categories", query: "sort_by=name", answer: "[" + category + "]", want: "[50]",
			call: func(ctx context.Context, c *Client) (any, error) {
				return all(c.DealCategories.List(ctx, Global{SortBy: "name"}), func(d DealCategory) any { return d.Probability })
			}},
		{op: "GET /deal_categories/{id}", path: "/deal_categories/5", answer: category, want: "Angebot",
			call: func(ctx context.Context, c *Client) (any, error) {
				d, err := c.DealCategories.Get(ctx, 5)
				return d.Name, err
			}},
		{op: "POST /deal_categories", path: "/deal_categories", body: `{"name":"Angebot","probability":0}`, answer: category, want: "5",
			call: func(ctx context.Context, c *Client) (any, error) {
				d, err := c.DealCategories.Create(ctx, NewDealCategory{Name: "Angebot"})
				return d.ID, err
			}},
		{op: "PUT /deal_categories/{id}", path: "/deal_categories/5", body: `{"probability":0}`, answer: category, want: "5",
			call: func(ctx context.Context, c *Client) (any, error) {
				d, err := c.DealCategories.Update(ctx, 5, DealCategoryUpdate{Probability: Set(0)})
				return d.ID, err
			}},
		{op: "DELETE /deal_categories/{id}", path: "/deal_categories/5",
			call: func(ctx context.Context, c *Client) (any, error) { return "", c.DealCategories.Delete(ctx, 5) }},
	}
}

func taggingEndpoints() []endpoint {
	return []endpoint{
		{op: "GET /taggings/{entity}/{entity_id}", path: "/taggings/Company/7", answer: `["VIP","keine Mahnung"]`, want: "[VIP keine Mahnung]",
			call: func(ctx context.Context, c *Client) (any, error) { return c.Taggings.List(ctx, TagCompany, 7) }},
		{op: "PATCH /taggings/{entity}/{entity_id}", path: "/taggings/Invoice/7", body: `{"tags":["a","b, c"]}`, answer: `["a","b, c"]`, want: "[a b, c]",
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Taggings.Add(ctx, TagInvoice, 7, "a", "b, c")
			}},
		{op: "PUT /taggings/{entity}/{entity_id}", path: "/taggings/Invoice/7", body: `{"tags":[]}`, answer: `[]`, want: "[]",
			call: func(ctx context.Context, c *Client) (any, error) { return c.Taggings.Replace(ctx, TagInvoice, 7) }},
		{op: "DELETE /taggings/{entity}/{entity_id}", path: "/taggings/User/7", body: `{"tags":["a"]}`, answer: `["b"]`, want: "[b]",
			call: func(ctx context.Context, c *Client) (any, error) { return c.Taggings.Remove(ctx, TagUser, 7, "a") }},
	}
}
