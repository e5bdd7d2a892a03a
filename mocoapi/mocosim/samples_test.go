package mocosim

// Sample is what the tests write to a resource. The path has the names of the vendor's OpenAPI description.
type Sample struct {
	Path   string
	At     string // the real path, where Path lies below an object of the story
	Create string
	Change string
	Shows  string // what an answer has after the change
}

// Samples has one line for each declared resource that can be created.
var Samples = []Sample{
	{"/account/custom_properties", "", `{"name":"Kostenträger","kind":"String","entity":"Project"}`, `{"placeholder":"K1"}`, `"placeholder":"K1"`},
	{"/projects/{project_id}/payment_schedules", "/projects/945892000/payment_schedules", `{"date":"2027-01-31","net_total":9}`, `{"title":"Rest"}`, `"title":"Rest"`},
	{"/tags", "", `{"name":"Messe","context":"Deal"}`, `{"color":"#ABC123"}`, `"color":"#ABC123"`},
	{"/units", "", `{"name":"Archiv"}`, `{"name":"Ablage"}`, `"name":"Ablage"`},
}
