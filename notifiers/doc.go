// Package notifiers tells people what happened: it turns plans, verdicts and
// outcomes into messages, and brings messages to Slack or a terminal. It shows
// what others decided and decides nothing.
//
// Each kind of message is a struct of plain data with a method Message, which
// puts it into words in one language: Digest, Alert, ApprovalRequest,
// ExportDelivered, JobFailure. A Message knows nothing of Slack; a Notifier
// renders it. Text of customers travels as Span.Text, and the renderers escape
// every span, so that no caller can forget it.
//
// To add a kind: copy alert.go. To add a notifier: copy terminal.go, add a line
// to the list in notifier.go; the conformance suite then runs for it.
package notifiers
