package laws

import "testing"

func TestMemoryIsLookedAtAlsoWhereAQueryLeavesSomeRowsOut(t *testing.T) {
	m := &Memory{first: 5, last: 95, between: []int{15, 60}}
	for _, test := range []struct {
		rows, want int
		reason     string
	}{
		{100, 95, "all rows"},
		{95, 95, "all that are measured"},
		{75, 60, "three quarters"},
		{60, 60, "no more than the last between"},
		{59, 15, "more than half"},
		{47, 95, "less than half, of which nothing is known"},
		{0, 95, "nothing"},
	} {
		if got := m.until(test.rows); got != test.want {
			t.Errorf("%s: until(%d) = %d, want %d", test.reason, test.rows, got, test.want)
		}
	}
}
