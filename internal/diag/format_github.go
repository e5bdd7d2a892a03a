package diag

import (
	"fmt"
	"io"
	"strings"
)

// GitHub writes the problems as commands of GitHub Actions, which shows them
// beside the lines of a pull request:
//
//	::error file=rules.yaml,line=7,col=15,endColumn=26,title=unknown-field::…
//
// The form is that of "Workflow commands for GitHub Actions", setting an error
// message. The error is w's.
func GitHub(w io.Writer, l List) error {
	var b strings.Builder
	for _, p := range l {
		fmt.Fprintf(&b, "::%s file=%s", p.Severity, githubValue.Replace(p.File))
		if p.Line > 0 {
			fmt.Fprintf(&b, ",line=%d,col=%d,endColumn=%d", p.Line, p.Col, p.Col+max(p.Width, 1))
		}
		fmt.Fprintf(&b, ",title=%s::%s\n", githubValue.Replace(p.Code), githubText.Replace(p.message()))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

var (
	githubText  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubValue = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// message is the text with help and why, each on a line.
func (p Problem) message() string {
	s := oneLine(p.Text)
	for _, more := range []string{p.Help, p.Why} {
		if more != "" {
			s += "\n" + oneLine(more)
		}
	}
	return s
}
