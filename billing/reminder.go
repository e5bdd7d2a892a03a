package billing

import (
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ReminderStatus says whether MOCO has mailed a reminder.
type ReminderStatus string

// The statuses of a reminder (docs: invoice_reminders). Reminders inside an
// invoice carry none.
const (
	ReminderCreated ReminderStatus = "created"
	ReminderSent    ReminderStatus = "sent"
)

// Reminder is MOCO's invoice reminder. It has no level; see Level.
type Reminder struct {
	ID      ID             `json:"id"`
	Title   string         `json:"title"`
	Text    string         `json:"text"` // HTML as MOCO hands it back
	Status  ReminderStatus `json:"status"`
	Date    Date           `json:"date"`
	DueDate Date           `json:"due_date"` // end of the term that the letter gives
	// Fee is in the invoice's currency. MOCO sends the number only, so the
	// currency is empty until the reminder is joined with its invoice.
	Fee       Decimal    `json:"fee"`
	FeeMoney  Money      `json:"-"`
	FileURL   string     `json:"file_url"`
	Invoice   InvoiceRef `json:"invoice"`
	CreatedAt Timestamp  `json:"created_at"`
	UpdatedAt Timestamp  `json:"updated_at"`
}

// UnmarshalJSON reads MOCO's object. Errors name the reminder.
func (r *Reminder) UnmarshalJSON(b []byte) error {
	type plain Reminder
	if err := json.Unmarshal(b, (*plain)(r)); err != nil {
		return fieldError[plain]("reminder", b, err)
	}
	return nil
}

func (r *Reminder) setCurrency(currency string) (err error) {
	if r.Fee.IsZero() && !ValidCurrency(currency) {
		return nil
	}
	r.FeeMoney, err = NewMoney(r.Fee, currency)
	return err
}

// Reference is the mark that our letters carry in their text, such as
// "R2610-022/M2". It identifies one level of one invoice, whatever else MOCO
// or a person changes in the letter. White space in the identifier is folded,
// as MOCO's HTML does it.
func Reference(identifier string, level int) string {
	return fmt.Sprintf("%s/M%d", folded(identifier), level)
}

// Sign adds the mark of an installation to a reference, "R2610-022/M2-7f3a", so
// that of two installations on one account each knows its own letters. Without
// a mark the reference stays as it is.
func Sign(reference, mark string) string {
	if mark == "" {
		return reference
	}
	return reference + "-" + mark
}

// folded is a text on one line, with single spaces.
func folded(s string) string { return strings.Join(strings.Fields(s), " ") }

var (
	// inline are the tags that do not break a word.
	inline = regexp.MustCompile(`(?i)</?(?:a|abbr|b|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var|wbr)(?:[\s/][^>]*)?>`)
	tags   = regexp.MustCompile(`<[^>]*>`)
)

// PlainText turns MOCO's HTML into one line of plain text: tags go, entities
// become characters, white space is folded. Words that are only styled in part
// stay one word.
func PlainText(s string) string {
	s = tags.ReplaceAllString(inline.ReplaceAllString(s, ""), " ")
	s = strings.ReplaceAll(html.UnescapeString(s), "\u00a0", " ")
	return folded(s)
}

// ReferencedLevel is the level that the reminder's text names for an invoice by
// our reference, signed or not; 0 if it carries none. The highest wins if there
// are several.
func (r Reminder) ReferencedLevel(identifier string) int {
	level, _ := r.Referenced(identifier)
	return level
}

// Referenced is ReferencedLevel with the mark of the installation that signed
// it; "" if it is not signed.
func (r Reminder) Referenced(identifier string) (level int, mark string) {
	if identifier = folded(identifier); identifier == "" {
		return 0, ""
	}
	sign := identifier + "/M"
	for _, text := range []string{PlainText(r.Text), PlainText(r.Title)} {
		for rest := text; ; {
			i := strings.Index(rest, sign)
			if i < 0 {
				break
			}
			before := rest[:i]
			rest = rest[i+len(sign):]
			if last, _ := utf8.DecodeLastRuneInString(before); inNumber(last) {
				continue
			}
			n := 0
			for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
				n++
			}
			if v, err := strconv.Atoi(rest[:n]); err == nil && v > level {
				level, mark = v, signature(rest[n:])
			}
		}
	}
	return level, mark
}

// signature is the mark that follows a reference; "" if none does.
func signature(rest string) string {
	mark, found := strings.CutPrefix(rest, "-")
	if !found {
		return ""
	}
	end := strings.IndexFunc(mark, func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'f') })
	if end < 0 {
		return mark
	}
	return mark[:end]
}

// inNumber reports whether r may be part of an invoice number, so that
// "AR2610-022/M1" is not taken for a reference to R2610-022. Quotes and dashes
// are not, whatever their bytes.
func inNumber(r rune) bool {
	return r == '-' || r == '/' || r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r)
}

// Level is the dunning level that a customer has reached by reminders in MOCO:
// the higher of the number of sent reminders and of our references in them.
// MOCO itself keeps no level.
func Level(identifier string, reminders []Reminder) int {
	sent, named := 0, 0
	for _, r := range reminders {
		if r.Status != ReminderSent {
			continue
		}
		sent++
		named = max(named, r.ReferencedLevel(identifier))
	}
	return max(sent, named)
}
