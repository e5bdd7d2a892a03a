package mocosim

const kindProperties = "account_custom_properties"

// customProperties are the fields that the account adds to its entities. What an object may carry under custom_properties
// is decided by them.
func customProperties() *resource {
	return &resource{
		kind: kindProperties, path: "/account/custom_properties", filters: []filter{by("entity", field("entity"))},
		attrs: []attr{
			idAttr(), text("name").need(),
			oneOfThese("kind", "String", "Textarea", "Link", "Boolean", "Select", "MultiSelect", "Date").need().once(),
			text("entity").need().once(), texts("defaults"), text("placeholder"), text("placeholder_alt"),
			yesNo("print_on_invoice"), yesNo("print_on_offer"), yesNo("print_on_timesheet"), yesNo("notification_enabled"), yesNo("api_only"),
		},
		derive: unique("name", kindProperties, "entity", "name"),
	}
}
