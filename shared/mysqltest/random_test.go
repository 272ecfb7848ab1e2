package mysqltest

import (
	"regexp"
	"testing"
)

func TestDrawnDecimalsAreWrittenAsTheServerWritesThem(t *testing.T) {
	random := NewRandom()
	for before := range 9 {
		for after := range 5 {
			form := map[bool]string{true: `^\d{1,6}$`, false: `^\d{1,6}\.\d+$`}[after == 0]
			for range 100 {
				got := random.Decimal(before, after)
				digits := len(regexp.MustCompile(`\.(.*)`).FindString(got)) - 1
				if !regexp.MustCompile(form).MatchString(got) || after > 0 && digits != after {
					t.Fatalf("Decimal(%d, %d) = %q, want %d digits after the point", before, after, got, after)
				}
			}
		}
	}
}

func TestTwoOfTheSameSeedDrawTheSame(t *testing.T) {
	one, other := NewRandom(), NewRandom()
	for range 10 {
		if a, b := one.Text(20), other.Text(20); a != b || len(a) < 20 {
			t.Errorf("they drew %q and %q, want the same, of at least 20 characters", a, b)
		}
		if a, b := Maybe(one, one.Time()), Maybe(other, other.Time()); a != b {
			t.Errorf("they drew %v and %v, want the same", a, b)
		}
	}
}
