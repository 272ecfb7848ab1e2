package laws

import (
	"runtime"
	"testing"
)

// TestAPanicIsSaidWithItsLine: that of the exercise, and not of what is given.
func TestAPanicIsSaidWithItsLine(t *testing.T) {
	const module = "example.com/generators/"
	frame := func(function, file string, line int) runtime.Frame {
		return runtime.Frame{Function: function, File: file, Line: line}
	}
	own := frame(module+"shared/laws.(*Observation).failPanic", "shared/laws/observe.go", 1)
	deep := frame("database/sql.(*Rows).Next", "database/sql/sql.go", 2)
	given := frame(module+"shared/seed.CollectUsers", "/home/ann/shared/seed/user.go", 3)
	theirs := frame(module+"2-batches_test.Stream.func1", module+"2-batches/batches.go", 4)
	test := frame(module+"2-batches_test.TestStream", module+"2-batches/batches_test.go", 5)
	for _, c := range []struct {
		frames []runtime.Frame
		want   string
	}{
		{[]runtime.Frame{own, deep, given, own, theirs, own, test}, "2-batches/batches.go:4"},
		{[]runtime.Frame{own, deep, given, own, test}, "shared/seed/user.go:3"},
		{[]runtime.Frame{own, deep, own, test}, ""},
	} {
		next := func() (frame runtime.Frame, more bool) {
			if len(c.frames) == 0 {
				return runtime.Frame{}, false
			}
			frame, c.frames = c.frames[0], c.frames[1:]
			return frame, true
		}
		if got := lineIn("2-batches", next); got != c.want {
			t.Errorf("lineIn = %q, want %q", got, c.want)
		}
	}
}

func TestOnlyAnOrderByOfTheQueryItselfOrdersItsRows(t *testing.T) {
	for _, test := range []struct {
		query string
		want  bool
	}{
		{"SELECT age FROM user_data ORDER BY user_id", true},
		{"select age from user_data\norder\tby `user_id` limit ?", true},
		{"SELECT age FROM user_data ORDER BY(user_id)", true},
		{"SELECT age FROM user_data /* by key */ ORDER /* ! */ BY user_id -- as ever", true},
		{"SELECT 'it''s' FROM user_data WHERE name <> \"a\\\"b\" ORDER BY user_id", true},
		{"(SELECT age FROM user_data ORDER BY user_id)", true},
		{"((SELECT COUNT(*), age FROM user_data ORDER BY user_id LIMIT 3));", true},
		{"(SELECT age FROM user_data)", false},
		{"(SELECT age FROM a ORDER BY age) UNION (SELECT age FROM b ORDER BY age)", false},
		{"SELECT age FROM user_data", false},
		{"SELECT age FROM user_data ORDER BY NULL", false},
		{"SELECT age FROM user_data ORDER BY null LIMIT 3", false},
		{"SELECT age FROM user_data /* ORDER BY user_id */", false},
		{"SELECT age FROM user_data -- ORDER BY user_id", false},
		{"SELECT age FROM user_data # ORDER BY user_id", false},
		{"SELECT age, 'ORDER BY user_id' FROM user_data", false},
		{"SELECT age FROM (SELECT age FROM user_data ORDER BY user_id) AS u", false},
		{"SELECT age FROM (SELECT (1), age FROM user_data ORDER BY (user_id)) AS u", false},
		{"SELECT age FROM user_data ORDER BY 'user_id'", false},
		{"SELECT age FROM user_data ORDER BY ? LIMIT ?", false},
		{"SELECT age FROM user_data WHERE user_id > ? ORDER BY user_id LIMIT ?", true},
		{"SELECT age FROM user_data u ORDER BY u.`user_id` ASC, name", true},
		{"SELECT user_id, age FROM user_data ORDER BY 1;", true},
		{"SELECT age FROM (SELECT age, user_id FROM user_data LIMIT ? OFFSET ?) AS u ORDER BY user_id", false},
		{"SELECT age FROM (SELECT age, user_id FROM user_data ORDER BY (user_id) LIMIT ?) AS u ORDER BY user_id", true},
		{"SELECT age FROM user_data WHERE EXISTS (SELECT 1 FROM user_data LIMIT 1) ORDER BY user_id", true},
		{"SELECT age FROM user_data ORDER BY BINARY user_id", false},
		{"SELECT age FROM user_data ORDER BY LOWER(user_id) LIMIT ?", false},
		{"SELECT age FROM user_data ORDER BY user_id + 0", false},
		{"SELECT age FROM user_data ORDER BY user_id COLLATE utf8mb4_bin", false},
	} {
		if got := ordersItsRows(test.query); got != test.want {
			t.Errorf("ordersItsRows(%q) = %v, want %v", test.query, got, test.want)
		}
	}
}
