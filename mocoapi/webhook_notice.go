package mocoapi

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// WebHookNotice is one post of a web hook. Only Raw is signed: whoever has
// seen a notice can send it again with other headers. So it is no more than a
// hint to read the object from MOCO, and nothing in it decides anything.
type WebHookNotice struct {
	Target WebHookTarget
	Event  WebHookEvent
	// Sent is MOCO's time of sending, to the millisecond, in UTC; zero if it is
	// missing or can't be read. Notices come in any order.
	Sent    time.Time
	UserID  billing.ID // who did it; 0 if not said
	Account string     // the sub-domain or address of the account, as it came
	Origin  string     // "api" for what came through the API; "" if not said
	// ID is the object's; 0 if the body has none.
	ID billing.ID
	// Raw is the body as it was signed. After a delete it may hold the id only.
	Raw json.RawMessage
}

// notice reads what was signed, and the headers around it.
func notice(h http.Header, body []byte) WebHookNotice {
	n := WebHookNotice{
		Target:  WebHookTarget(h.Get(HeaderTarget)),
		Event:   WebHookEvent(h.Get(HeaderEvent)),
		Account: h.Get(HeaderAccount),
		Origin:  h.Get(HeaderOrigin),
		Raw:     slices.Clone(body),
	}
	n.ID, _ = objectID(trim(body)) // 0 is allowed
	if user, err := strconv.ParseInt(h.Get(HeaderUser), 10, 64); err == nil && user > 0 {
		n.UserID = billing.ID(user)
	}
	n.Sent = sentAt(h.Get(HeaderTimestamp))
	return n
}

// sentAt reads milliseconds since 1970: 13 digits, until the year 2286.
func sentAt(s string) time.Time {
	ms, err := strconv.ParseInt(s, 10, 64)
	if len(s) != 13 || err != nil || ms < 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// Echo says that the notice tells of a write through the API by this user: the
// account that the caller writes with. 0 stands for any user.
func (n WebHookNotice) Echo(own billing.ID) bool {
	return n.Origin == "api" && (own == 0 || n.UserID == own)
}

// Digest names what a notice asks to be read: its body, and its target if it
// is a known one, since the bodies of two deletes may be equal. Neither the
// event nor the time is part of it, so that a replay with other headers has
// the same digest.
func (n WebHookNotice) Digest() [sha256.Size]byte {
	target := n.Target
	if !slices.Contains(targets, target) {
		target = ""
	}
	return sha256.Sum256(slices.Concat([]byte(target), []byte{0}, n.Raw))
}

// Object reads the body as its target says: a billing.Invoice, Payment,
// Reminder, Company, Project, PaymentSchedule, User or Comment. It errors for
// other targets, and for a body that is not such an object.
func (n WebHookNotice) Object() (any, error) {
	read := objects[n.Target]
	if read == nil {
		return nil, fmt.Errorf("%s: no type for this target", clip(strconv.Quote(string(n.Target)), 60))
	}
	return read(trim(n.Raw))
}

var objects = map[WebHookTarget]func(json.RawMessage) (any, error){
	TargetComment:         readAs[billing.Comment](nounComment),
	TargetCompany:         readAs[billing.Company](nounCompany),
	TargetInvoice:         readAs[billing.Invoice](nounInvoice),
	TargetInvoicePayment:  readAs[billing.Payment](nounPayment),
	TargetInvoiceReminder: readAs[billing.Reminder](nounReminder),
	TargetPaymentSchedule: readAs[billing.PaymentSchedule](nounSchedule),
	TargetProject:         readAs[billing.Project](nounProject),
	TargetUser:            readAs[billing.User](nounUser),
}

func readAs[T any](noun string) func(json.RawMessage) (any, error) {
	return func(raw json.RawMessage) (any, error) {
		row := decodeRow[T](nil, noun, raw)
		if row.Err != nil {
			return nil, row.Err
		}
		return row.Value, nil
	}
}
