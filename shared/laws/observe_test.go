package laws

import (
	"strings"
	"testing"

	"example.com/generators/shared/receipt"
)

func TestOfGoroutinesThatAreLeftAStudentSeesOneLine(t *testing.T) {
	origins := []string{"created by f (a.go:104)", "created by f (a.go:105)", "created by f (a.go:33)"}
	said := strings.Join(leftRunning(origins), ", ")
	failure := receipt.Failure{}.Map(func(string) string { return said })
	if got, want := failure.Public().Got, "a goroutine created by f (a.go:104), (not shown), (not shown)"; got != want {
		t.Errorf("a student sees %q, want %q", got, want)
	}
	all := "a goroutine created by f (a.go:104), a goroutine created by f (a.go:105), a goroutine created by f (a.go:33)"
	if got := receipt.Plain(said); got != all {
		t.Errorf("who may see all sees %q, want %q", got, all)
	}
}
