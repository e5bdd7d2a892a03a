// Package test runs the programs as people do: worker and enqueue are built
// once and started as processes of their own, against a simulated MOCO and a
// simulated Slack that listen inside the test. What the simulators have logged
// is the judge, never what the programs say of themselves.
//
// A test that needs a server of its own (Redis, PostgreSQL, LibreOffice) is
// skipped where the machine has none, and fails there when the variable
// MOCOWORK_TEST_SERVERS is "require".
package test
