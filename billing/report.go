package billing

// CashflowRow is a row of MOCO's report/cashflow. Amounts are in the account's
// currency, which MOCO does not name in the row.
type CashflowRow struct {
	RecordID                ID       `json:"record_id"`
	CompanyID               ID       `json:"company_id"`
	Description             string   `json:"description"`
	UserID                  ID       `json:"user_id"`
	AmountInAccountCurrency Decimal  `json:"amount_in_account_currency"`
	Kind                    string   `json:"kind"` // invoice_created, …; not enumerated
	Company                 NamedRef `json:"company"`
	User                    UserRef  `json:"user"`
	Date                    Date     `json:"date"`
}

// FinanceRow is a row of MOCO's report/finance.
type FinanceRow struct {
	RecordID                   ID       `json:"record_id"`
	CompanyID                  ID       `json:"company_id"`
	Description                string   `json:"description"`
	UserID                     ID       `json:"user_id"`
	NetAmountInAccountCurrency Decimal  `json:"net_amount_in_account_currency"`
	Kind                       string   `json:"kind"` // incoming_expenses, …; not enumerated
	Company                    NamedRef `json:"company"`
	User                       UserRef  `json:"user"`
	Date                       Date     `json:"date"`
}

// AbsenceRow is a row of MOCO's report/absences, in days of one year.
type AbsenceRow struct {
	User                UserRef `json:"user"`
	TotalVacationDays   Decimal `json:"total_vacation_days"`
	UsedVacationDays    Decimal `json:"used_vacation_days"`
	PlannedVacationDays Decimal `json:"planned_vacation_days"`
	Sickdays            Decimal `json:"sickdays"` // health data: left out of exports by default
}

// UtilizationRow is a row of MOCO's report/utilization: one person on one day.
type UtilizationRow struct {
	Date              Date    `json:"date"`
	UserID            ID      `json:"user_id"`
	TargetHours       Decimal `json:"target_hours"`
	BillableHours     Decimal `json:"billable_hours"`
	UnbillableHours   Decimal `json:"unbillable_hours"`
	BillableSeconds   Decimal `json:"billable_seconds"`
	UnbillableSeconds Decimal `json:"unbillable_seconds"`
}

// PlannedVsTrackedRow is a row of MOCO's report/planned_vs_tracked: one person
// on one project.
type PlannedVsTrackedRow struct {
	UserID       ID      `json:"user_id"`
	ProjectID    ID      `json:"project_id"`
	TrackedHours Decimal `json:"tracked_hours"`
	PlannedHours Decimal `json:"planned_hours"`
	Delta        Decimal `json:"delta"`
	Quota        Decimal `json:"quota"`
	User         struct {
		ID        ID       `json:"id"`
		Firstname string   `json:"firstname"`
		Name      string   `json:"name"` // the last name
		Unit      NamedRef `json:"unit"`
	} `json:"user"`
	Project struct {
		ID         ID       `json:"id"`
		Identifier string   `json:"identifier"`
		Name       string   `json:"name"`
		Company    NamedRef `json:"company"`
	} `json:"project"`
}

// TimesheetActivity is a billed activity of an invoice.
type TimesheetActivity struct {
	ID          ID        `json:"id"`
	Date        Date      `json:"date"`
	Hours       Decimal   `json:"hours"`
	Description string    `json:"description"`
	Billed      bool      `json:"billed"`
	Billable    bool      `json:"billable"`
	Tag         string    `json:"tag"`
	Project     NamedRef  `json:"project"`
	Task        NamedRef  `json:"task"`
	Customer    NamedRef  `json:"customer"`
	User        UserRef   `json:"user"`
	HourlyRate  Decimal   `json:"hourly_rate"`
	CreatedAt   Timestamp `json:"created_at"`
	UpdatedAt   Timestamp `json:"updated_at"`
}
