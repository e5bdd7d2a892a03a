package billing

import "encoding/json"

// Company is MOCO's company: a customer, a supplier or another organization.
type Company struct {
	ID               ID               `json:"id"`
	Type             string           `json:"type"`       // customer, supplier, organization
	Identifier       string           `json:"identifier"` // the customer number, a text; customers only
	Name             string           `json:"name"`
	Email            string           `json:"email"`
	BillingEmailCC   string           `json:"billing_email_cc"`
	CountryCode      string           `json:"country_code"` // ISO alpha-2
	VATIdentifier    string           `json:"vat_identifier"`
	Currency         string           `json:"currency"`
	Tags             []string         `json:"tags"`
	User             UserRef          `json:"user"` // who looks after it
	CustomProperties CustomProperties `json:"custom_properties"`
	// AlternativeCorrespondenceLanguage means that the account's second
	// language is used in letters.
	AlternativeCorrespondenceLanguage bool      `json:"alternative_correspondence_language"`
	EnglishCorrespondenceLanguage     bool      `json:"english_correspondence_language"` // its name until 2024
	CreatedAt                         Timestamp `json:"created_at"`
	UpdatedAt                         Timestamp `json:"updated_at"`
}

// UnmarshalJSON reads MOCO's object. Errors name the company and the field.
func (c *Company) UnmarshalJSON(b []byte) error {
	type plain Company
	if err := json.Unmarshal(b, (*plain)(c)); err != nil {
		return fieldError[plain]("company", b, err)
	}
	return nil
}

// Project is MOCO's project.
type Project struct {
	ID               ID               `json:"id"`
	Identifier       string           `json:"identifier"`
	Name             string           `json:"name"`
	Active           bool             `json:"active"`
	Billable         bool             `json:"billable"`
	FixedPrice       bool             `json:"fixed_price"`
	Retainer         bool             `json:"retainer"`
	StartDate        Date             `json:"start_date"`
	FinishDate       Date             `json:"finish_date"`
	Currency         string           `json:"currency"`
	Leader           UserRef          `json:"leader"`
	Customer         NamedRef         `json:"customer"`
	Tags             []string         `json:"tags"`
	CustomProperties CustomProperties `json:"custom_properties"`
	CreatedAt        Timestamp        `json:"created_at"`
	UpdatedAt        Timestamp        `json:"updated_at"`
}

// UnmarshalJSON reads MOCO's object. Errors name the project and the field.
func (p *Project) UnmarshalJSON(b []byte) error {
	type plain Project
	if err := json.Unmarshal(b, (*plain)(p)); err != nil {
		return fieldError[plain]("project", b, err)
	}
	return nil
}

// User is a person of the account.
type User struct {
	UserRef
	Active    bool      `json:"active"`
	Extern    bool      `json:"extern"`
	Email     string    `json:"email"`
	Unit      NamedRef  `json:"unit"`
	Tags      []string  `json:"tags"`
	CreatedAt Timestamp `json:"created_at"`
	UpdatedAt Timestamp `json:"updated_at"`
}

// Comment is a note on an object. Text is HTML of a few tags.
type Comment struct {
	ID              ID        `json:"id"`
	CommentableID   ID        `json:"commentable_id"`
	CommentableType string    `json:"commentable_type"` // Invoice, InvoiceReminder, Company, …
	Text            string    `json:"text"`
	Manual          bool      `json:"manual"` // false: written by MOCO itself
	User            UserRef   `json:"user"`
	CreatedAt       Timestamp `json:"created_at"`
	UpdatedAt       Timestamp `json:"updated_at"`
}

// PaymentSchedule is a planned billing of a fixed-price project.
type PaymentSchedule struct {
	ID          ID        `json:"id"`
	Date        Date      `json:"date"`
	Title       string    `json:"title"`
	Description string    `json:"description"` // HTML
	NetTotal    Decimal   `json:"net_total"`   // in the project's currency
	Project     NamedRef  `json:"project"`
	Checked     bool      `json:"checked"` // ticked off by hand
	Billed      bool      `json:"billed"`
	CreatedAt   Timestamp `json:"created_at"`
	UpdatedAt   Timestamp `json:"updated_at"`
}

// Session is what a key stands for.
type Session struct {
	ID   ID     `json:"id"` // the user
	UUID string `json:"uuid"`
}

// Profile is the user that a key acts as.
type Profile struct {
	ID        ID       `json:"id"`
	Email     string   `json:"email"`
	FullName  string   `json:"full_name"`
	FirstName string   `json:"first_name"` // MOCO's other spelling of firstname
	LastName  string   `json:"last_name"`
	Active    bool     `json:"active"`
	External  bool     `json:"external"`
	Unit      NamedRef `json:"unit"`
}
