package plan

import "github.com/mocowork/mocowork/billing"

// Table is what the expressions of a user-defined export made of a data set:
// typed rows, before they have the form of a file. Nothing in it is rounded, and
// nothing is left out without being counted.
type Table struct {
	From    string // the data set, such as invoices
	Columns []TableColumn
	// Groups are what the rows are put together by; none for one list.
	Groups []TableColumn
	Rows   []TableRow
	// Where is the filter as it was written; "" for none.
	Where string
	// Of is the number of rows that the data set has.
	Of int
	// Unfiltered are rows that the filter could not be answered for. They are
	// not among Rows.
	Unfiltered []TableProblem
	// Failed are cells that could not be computed. They are marked in Rows.
	Failed []TableProblem
	// Settings are the period and the parameters that the expressions used, in
	// words.
	Settings []Fact
	// Broken is the number of objects of the data set that could not be read
	// from MOCO, so that they are not in the table.
	Broken int
}

// TableColumn is a column of a Table.
type TableColumn struct {
	Title string
	Type  ValueType
	// Sum adds it up, for amounts per currency.
	Sum bool
	// Width in characters; 0 finds it.
	Width int
	// Value is the expression as it was written.
	Value string
}

// TableRow is a row of a Table: a value for each column, and one for each group.
type TableRow struct {
	Label  string // what the row is about, such as an invoice's number
	Values []Value
	Groups []Value
}

// TableProblem is a row, or a cell of one, that an expression could not be
// answered for.
type TableProblem struct {
	Row, Column string // Column is "" for the filter
	Reason      string
}

// ValueType is the type of a column's values.
type ValueType int

// The types. Percent is a share: a part of a whole.
const (
	TextValue ValueType = iota
	IntValue
	NumberValue // with a point
	MoneyValue
	DateValue
	BoolValue
	PercentValue
)

// Value is one value. Only the field of its column's type is set, or Failed. The
// zero value is an empty text, the number 0, an unknown amount, no date, no, or
// a share of nothing.
type Value struct {
	Text   string
	Int    int64
	Number billing.Decimal
	Money  billing.Money
	Date   billing.Date
	Yes    bool
	// Part and Of are a share; nothing if Of is 0.
	Part, Of int64
	// Failed says why there is no value; "" if there is one.
	Failed string
}
