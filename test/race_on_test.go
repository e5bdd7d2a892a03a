//go:build race

package test

// raced says that the tests are built with the race detector. The programs are
// then built with it too: it sees what runs inside one process only, and the
// tests themselves do little but start others.
const raced = true

// racedTests are those that run under the detector unless -run says otherwise:
// every way through the programs once. The programs are several times slower
// with it, and the others go the same ways.
const racedTests = "^(TestActionsTogether|TestDoneWhen7Approve|TestDoneWhen7Step|TestDoctor|TestAudit|" +
	"TestDoneWhen3Drain|TestDoneWhen3Zombie|TestInterruptedRun|TestDoneWhen1Demo|TestSlackDown|TestDoneWhen7MOCODown|" +
	"TestBrakeWithinOneAction|TestApprovalsGroupExpires|TestKeyRevokedWhileServing|TestPaidMeanwhile|TestManyRunsAtOnce|" +
	"TestReconcileDaily|TestStopWhileRedisIsSilent|TestRestoredBackup|" +
	"TestDoneWhen5Enqueue|TestSeveralWorkers|TestRunBesideServe|" +
	"TestF03_DiesBeforeTheClaim)$"
