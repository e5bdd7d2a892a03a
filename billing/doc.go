// Package billing holds the nouns of the product: money, dates, and what MOCO
// calls invoices, payments, reminders, companies, projects and report rows.
//
// Every noun is a plain value with MOCO's own field names. A zero field means
// that MOCO sent null or nothing. The package imports the standard library
// only, so that everybody can share it; it reads no clock and no zone: a date
// is a civil date in the zone of the configuration.
package billing
