package mocosim_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

func TestParseFault(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]mocosim.Fault{
		"status=429 retry-after=30 nth=3 times=2": {Status: 429, Header: map[string]string{"Retry-After": "30"}, Nth: 3, Times: 2},
		"  then=close commit=before path=/invoice_reminders/*/send_email method=post ": {
			Match: mocosim.Match{Method: "POST", Path: "/invoice_reminders/*/send_email"}, Commit: mocosim.CommitBefore, Then: mocosim.ThenClose},
		"query=page=2 body=html": {Match: mocosim.Match{Query: "page=2"}, Body: mocosim.BodyHTML},
		"delay=1.5s":             {Delay: 1500 * time.Millisecond},
	} {
		got, err := mocosim.ParseFault(line)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", line, got, err)
		}
	}
	for line, want := range map[string]string{
		"": "an empty fault", "429": `"429": want key=value`, "state=429": `"state" is none of body, commit,`, "status=99": "no status",
		"status=x": "no status", "nth=0": "no number from 1", "then=explode": "none of [close reset hang]", "method=LOAD": "none of [GET",
		"delay=-1s": "no time", "nth=1 nth=2": "comes twice", "body=": "want key=value",
	} {
		if _, err := mocosim.ParseFault(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", line, err, want)
		}
	}
}
