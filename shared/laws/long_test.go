package laws

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLimitOfReturnsHowManyRowsAStatementLetsThrough(t *testing.T) {
	for _, test := range []struct {
		query string
		args  []any
		want  int
	}{
		{"SELECT age FROM user_data ORDER BY user_id", nil, noLimit},
		{"SELECT age FROM user_data ORDER BY user_id LIMIT 2000", nil, 2000},
		{"SELECT age FROM user_data ORDER BY user_id limit\n? OFFSET ?", []any{int64(10), int64(70000)}, 10},
		{"SELECT age FROM user_data ORDER BY user_id LIMIT 70000, 10", nil, 10},
		{"SELECT age FROM user_data ORDER BY user_id LIMIT ?,?", []any{int64(70000), int64(10)}, 10},
		{"SELECT age FROM user_data LIMIT 18446744073709551615 OFFSET 20", nil, noLimit},
		{"SELECT age, 'LIMIT 5?' FROM user_data /* LIMIT 6 */ LIMIT ? -- LIMIT 7", []any{int64(8)}, 8},
		{"SELECT age FROM user_data WHERE user_id > ? ORDER BY user_id LIMIT ?", []any{"", int64(10)}, 10},
		{"SELECT age FROM (SELECT age FROM user_data ORDER BY user_id LIMIT 2000) AS u", nil, 2000},
		{"SELECT age FROM user_data WHERE user_id > (SELECT user_id FROM user_data LIMIT 1) LIMIT 10", nil, 10},
	} {
		if got := limitOf(Statement{SQL: test.query, Args: test.args}); got != test.want {
			t.Errorf("limitOf(%q, %v) = %d, want %d", test.query, test.args, got, test.want)
		}
	}
}

func TestAPieceThatGoesOnFromAnOffsetOrAKeyIsToldFromTheOnlyOne(t *testing.T) {
	for query, want := range map[string]bool{
		"SELECT age FROM user_data ORDER BY user_id":                               false,
		"SELECT age FROM user_data ORDER BY user_id LIMIT 20000":                   false,
		"SELECT age FROM user_data ORDER BY user_id LIMIT ?":                       false,
		"SELECT age FROM user_data /* OFFSET? */ LIMIT 20000 -- OFFSET ?":          false,
		"SELECT age FROM user_data ORDER BY user_id LIMIT 20000 OFFSET ?":          true,
		"SELECT age FROM user_data ORDER BY user_id LIMIT ?, ?":                    true,
		"SELECT age FROM user_data WHERE user_id > ? ORDER BY user_id LIMIT 20000": true,
	} {
		if got := (Statement{SQL: query}).goesOn(); got != want {
			t.Errorf("goesOn of %q = %t, want %t", query, got, want)
		}
	}
}

func TestPullManyPullsAllValuesHoweverManyAreMadeAtOnce(t *testing.T) {
	for _, n := range []int{1, 2, 3, 10} {
		next, stop := pullMany(slices.Values([]string{"a", "b", "c"}), n)
		var got []string
		for value, ok := next(); ok; value, ok = next() {
			got = append(got, value)
		}
		stop()
		if diff := cmp.Diff([]string{"a", "b", "c"}, got); diff != "" {
			t.Errorf("%d at once (-want +got):\n%s", n, diff)
		}

		next, stop = pullMany(slices.Values([]string{"a", "b", "c"}), n)
		_, _ = next()
		stop()
		if value, ok := next(); ok {
			t.Errorf("%d at once: %q after stop", n, value)
		}
	}
}

func TestEqualityComparesWhatAValueHolds(t *testing.T) {
	type plain struct {
		name string
		age  int
	}
	type deep struct{ any }
	if same := equality[plain](); !same(plain{"Ann", 1}, plain{"Ann", 1}) || same(plain{"Ann", 1}, plain{"Ann", 2}) {
		t.Error("two structs of texts and numbers")
	}
	one, other := deep{[]byte("1")}, deep{[]byte("1")}
	if same := equality[deep](); !same(one, other) || same(one, deep{[]byte("2")}) {
		t.Error("two structs that hold bytes as any, as Scan makes them")
	}
	if same := equality[[]plain](); !same([]plain{{"Ann", 1}}, []plain{{"Ann", 1}}) || same([]plain{{"Ann", 1}}, nil) {
		t.Error("two slices")
	}
	if same := equality[*deep](); !same(&one, &other) {
		t.Error("pointers to two equal structs")
	}
}
