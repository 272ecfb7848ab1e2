package mysqltest_test

import (
	"testing"

	"example.com/generators/shared/mysqltest"
)

func TestComplaintsAreTheLinesOfTheProgramAndNotOfALog(t *testing.T) {
	const stderr = "2026/01/02 15:04:05 close: context canceled\n" +
		"1-stream_users: write: broken pipe\nrow 1-stream_users: 7\n"
	if got, want := mysqltest.Complaints(stderr), "1-stream_users: write: broken pipe\n"; got != want {
		t.Errorf("Complaints(%q) = %q, want %q", stderr, got, want)
	}
}
