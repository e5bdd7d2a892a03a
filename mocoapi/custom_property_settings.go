package mocoapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
)

// CustomProperty is a custom field of the account: its name and what it may hold (docs: sections/account/custom_properties.md).
type CustomProperty struct {
	ID                  billing.ID `json:"id"`
	Name                string     `json:"name,omitzero"`
	Kind                string     `json:"kind,omitzero"`     // String, Textarea, Link, Boolean, Select, MultiSelect, Date
	Entity              string     `json:"entity,omitzero"`   // the kind of object that has it, such as Customer or Invoice
	Defaults            []string   `json:"defaults,omitzero"` // the words of a Select or MultiSelect
	Placeholder         string     `json:"placeholder,omitzero"`
	PlaceholderAlt      string     `json:"placeholder_alt,omitzero"`
	PrintOnInvoice      bool       `json:"print_on_invoice"`
	PrintOnOffer        bool       `json:"print_on_offer"`
	PrintOnTimesheet    bool       `json:"print_on_timesheet"`
	NotificationEnabled bool       `json:"notification_enabled"`
	APIOnly             bool       `json:"api_only"` // people don't see it
	Extra
}

var customPropertySettings = resource[CustomProperty]{"custom field", "/account/custom_properties"}

// CustomPropertyQuery filters the list of custom fields. Zero fields do not filter.
type CustomPropertyQuery struct {
	Global
	Entity string `url:"entity"`
}

// CustomPropertyReader reads custom fields.
type CustomPropertyReader struct{ *conn }

// List lists custom fields.
//
//moco:operation GET /account/custom_properties
func (s CustomPropertyReader) List(ctx context.Context, q CustomPropertyQuery) iter.Seq2[Row[CustomProperty], error] {
	return customPropertySettings.list(ctx, s.conn, q)
}

// Get reads one custom field.
//
//moco:operation GET /account/custom_properties/{id}
func (s CustomPropertyReader) Get(ctx context.Context, id billing.ID) (CustomProperty, error) {
	return customPropertySettings.get(ctx, s.conn, id)
}

// CustomPropertyService reads and writes custom fields.
type CustomPropertyService struct{ CustomPropertyReader }

// NewCustomProperty is a custom field to be made. Name, Kind and Entity are required.
type NewCustomProperty struct {
	Name                string    `json:"name"`
	Kind                string    `json:"kind"`   // String, Textarea, Link, Boolean, Select, MultiSelect, Date
	Entity              string    `json:"entity"` // the kind of object that has it, such as Customer or Invoice
	Placeholder         string    `json:"placeholder,omitzero"`
	PlaceholderAlt      string    `json:"placeholder_alt,omitzero"`
	PrintOnInvoice      Opt[bool] `json:"print_on_invoice,omitzero"`
	PrintOnOffer        Opt[bool] `json:"print_on_offer,omitzero"`
	PrintOnTimesheet    Opt[bool] `json:"print_on_timesheet,omitzero"`
	NotificationEnabled Opt[bool] `json:"notification_enabled,omitzero"`
	APIOnly             Opt[bool] `json:"api_only,omitzero"` // people don't see it
	Defaults            []string  `json:"defaults,omitzero"` // the words of a Select or MultiSelect
}

func (n NewCustomProperty) problem() string {
	if n.Name == "" || n.Kind == "" || n.Entity == "" {
		return "a custom field needs a name, a kind and an entity"
	}
	return ""
}

// Create makes a custom field.
//
//moco:operation POST /account/custom_properties
func (s CustomPropertyService) Create(ctx context.Context, n NewCustomProperty) (CustomProperty, error) {
	return customPropertySettings.create(ctx, s.conn, n)
}

// CustomPropertyUpdate changes a custom field. What is left out stays.
type CustomPropertyUpdate struct {
	Name                Opt[string]   `json:"name,omitzero"`
	Placeholder         Opt[string]   `json:"placeholder,omitzero"`
	PlaceholderAlt      Opt[string]   `json:"placeholder_alt,omitzero"`
	PrintOnInvoice      Opt[bool]     `json:"print_on_invoice,omitzero"`
	PrintOnOffer        Opt[bool]     `json:"print_on_offer,omitzero"`
	PrintOnTimesheet    Opt[bool]     `json:"print_on_timesheet,omitzero"`
	NotificationEnabled Opt[bool]     `json:"notification_enabled,omitzero"`
	APIOnly             Opt[bool]     `json:"api_only,omitzero"` // people don't see it
	Defaults            Opt[[]string] `json:"defaults,omitzero"` // the words of a Select or MultiSelect
}

// Update changes a custom field.
//
//moco:operation PATCH /account/custom_properties/{id}
//moco:operation PUT /account/custom_properties/{id}
func (s CustomPropertyService) Update(ctx context.Context, id billing.ID, u CustomPropertyUpdate) (CustomProperty, error) {
	return customPropertySettings.act(ctx, s.conn, http.MethodPatch, "", u, id)
}

// Delete deletes a custom field.
//
//moco:operation DELETE /account/custom_properties/{id}
func (s CustomPropertyService) Delete(ctx context.Context, id billing.ID) error {
	return customPropertySettings.delete(ctx, s.conn, id)
}
