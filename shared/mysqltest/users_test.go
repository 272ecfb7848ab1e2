package mysqltest

import (
	"testing"
)

func TestPickFollowsFromTheSeedAndTheName(t *testing.T) {
	if got := pick(0, "TestA", 10, 20, 30); got != 10 {
		t.Errorf("without a seed pick = %d, want what everybody may see", got)
	}
	seen := make(map[int]bool)
	for dataSeed := range uint64(300) {
		got := pick(dataSeed+1, "TestA", 10, 20, 30)
		if got < 20 || got > 30 || got != pick(dataSeed+1, "TestA", 10, 20, 30) {
			t.Fatalf("pick of seed %d = %d, want the same number from 20 to 30 at every call", dataSeed+1, got)
		}
		seen[got] = true
	}
	if len(seen) != 11 {
		t.Errorf("300 seeds pick %d numbers from 20 to 30, want 11", len(seen))
	}
}
