package laws

import "testing"

func TestTheSpyKnowsWhichRowsOfATableAStatementAsksFor(t *testing.T) {
	id := idOf(41)
	for _, test := range []struct {
		query string
		args  []any
		want  part
	}{
		{"SELECT age FROM user_data ORDER BY user_id", nil, part{0, noLimit}},
		{"SELECT age FROM user_data ORDER BY user_id LIMIT 2000", nil, part{0, 2000}},
		{"SELECT age FROM user_data ORDER BY user_id limit\n? OFFSET ?", []any{int64(10), int64(70000)}, part{70000, 10}},
		{"SELECT age FROM user_data ORDER BY user_id LIMIT 70000, 10", nil, part{70000, 10}},
		{"SELECT age FROM user_data ORDER BY user_id LIMIT ?,?", []any{int64(70000), int64(10)}, part{70000, 10}},
		{"SELECT age FROM user_data LIMIT 18446744073709551615 OFFSET 20", nil, part{20, noLimit}},
		{"SELECT age, 'LIMIT 5?' FROM user_data /* LIMIT 6 */ LIMIT ? -- LIMIT 7", []any{int64(8)}, part{0, 8}},
		{"SELECT age FROM user_data WHERE user_id > ? ORDER BY user_id LIMIT ?", []any{"", int64(10)}, part{0, 10}},
		{"SELECT age FROM user_data WHERE user_id > ? ORDER BY user_id LIMIT ?", []any{id, int64(10)}, part{42, 10}},
		{"SELECT age FROM user_data WHERE user_id > '" + id + "' LIMIT 10", nil, part{42, 10}},
		{"SELECT age FROM user_data WHERE user_id >= ? LIMIT 11", []any{[]byte(id)}, part{41, 11}},
		{"SELECT age FROM (SELECT age FROM user_data ORDER BY user_id LIMIT 2000) AS u", nil, part{0, 2000}},
		{"SELECT age FROM user_data JOIN (SELECT user_id FROM user_data LIMIT 10 OFFSET 20) AS p", nil, part{20, 10}},
		{"SELECT age FROM user_data WHERE user_id > (SELECT user_id FROM user_data LIMIT 1) LIMIT 10", nil, part{0, 10}},
	} {
		if got := partOf(Statement{SQL: test.query, Args: test.args}); got != test.want {
			t.Errorf("partOf(%q, %v) = %v, want %v", test.query, test.args, got, test.want)
		}
	}
}
