package mocoapi

// Client reads and writes one MOCO account with one key: a service for each
// kind of object. It is safe for concurrent use. Methods return *Error for
// everything that goes wrong between here and MOCO.
type Client struct {
	*conn

	DealCategories   DealCategoryService
	Invoices         InvoiceService
	Profile          ProfileReader
	Reminders        ReminderService
	Reports          ReportReader
	Session          SessionReader
	Taggings         TaggingService
	Tags             TagService
	Comments         CommentReader
	PaymentSchedules PaymentScheduleReader
	Projects         ProjectReader
	WebHooks         WebHookService
}

// New checks the options and makes a client. It sends nothing: call
// Session.Get to try the key.
func New(o Options) (*Client, error) {
	r, err := NewReader(o)
	if err != nil {
		return nil, err
	}
	return &Client{
		conn:             r.conn,
		DealCategories:   DealCategoryService{r.DealCategories},
		Invoices:         InvoiceService{r.Invoices},
		Profile:          r.Profile,
		Reminders:        ReminderService{r.Reminders},
		Reports:          r.Reports,
		Session:          r.Session,
		Taggings:         TaggingService{r.Taggings},
		Tags:             TagService{r.Tags},
		WebHooks:         WebHookService{r.WebHooks},
		Projects:         r.Projects,
		PaymentSchedules: r.PaymentSchedules,
		Comments:         r.Comments,
	}, nil
}

// Reader reads one MOCO account with one key. It has no method that writes, so
// that code which is given one can't change, send or delete anything. Give it
// the account's read-only key.
type Reader struct {
	*conn

	DealCategories   DealCategoryReader
	Invoices         InvoiceReader
	Profile          ProfileReader
	Reminders        ReminderReader
	Reports          ReportReader
	Session          SessionReader
	Taggings         TaggingReader
	Tags             TagReader
	Comments         CommentReader
	PaymentSchedules PaymentScheduleReader
	Projects         ProjectReader
	WebHooks         WebHookReader
}

// NewReader checks the options and makes a reader. It sends nothing.
func NewReader(o Options) (*Reader, error) {
	c, err := connect(o)
	if err != nil {
		return nil, err
	}
	return &Reader{
		conn:             c,
		DealCategories:   DealCategoryReader{c},
		Invoices:         InvoiceReader{c},
		Profile:          ProfileReader{c},
		Reminders:        ReminderReader{c},
		Reports:          ReportReader{c},
		Session:          SessionReader{c},
		Taggings:         TaggingReader{c},
		Tags:             TagReader{c},
		WebHooks:         WebHookReader{c},
		Projects:         ProjectReader{c},
		PaymentSchedules: PaymentScheduleReader{c},
		Comments:         CommentReader{c},
	}, nil
}
