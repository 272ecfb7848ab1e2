package runner_test

import (
	"strings"
	"testing"

	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/runner"
)

func TestAdviceSaysWhatToDoAboutWordsThatBeginnersMeet(t *testing.T) {
	for _, test := range []struct{ said, want string }{
		{"1-stream_users/stream_users.go:9:6: main redeclared in this block", "A second func main"},
		{"./x.go:9:6: page redeclared in this block\n\t./y.go:3:6: other declaration of page", "The name is taken"},
		{`./x.go:4:2: "fmt" imported and not used`, "Delete the import"},
		{"./x.go:4:2: declared and not used: n", "Use the variable"},
		{"1-stream_users/main.go:31:27: undefined: StreamUsers", "A given file calls"},
		{"3-lazy_paginate/lazy_paginate_test.go:31:44: too many arguments in call to F", "A given file calls"},
		{"found packages main (000_test.go) and users (users.go) in /x", "Begin your file"},
		{"1-stream_users/stream_users.go:1:1: expected 'package', found 'EOF'", "Begin your file"},
		{"1-stream_users/stream_users.go:37:1: unexpected EOF, expected }", "The file ends before"},
		{
			"panic: runtime error: range function continued iteration after function for loop body returned false",
			"yield returned false",
		},
		{"panic: runtime error: range function continued iteration after whole loop exit", "The loop had ended"},
		{"panic: runtime error: index out of range [0] with length 0", "The line uses an index"},
		{"panic: slice bounds out of range [:5] with capacity 3", "The line uses an index"},
		{"panic: assignment to entry in nil map", "The map was never made"},
		{"panic: runtime error: nil pointer dereference\nat 1-stream_users/stream_users.go:7", "The line uses something"},
		{"panic: runtime error: nil pointer dereference", "No line of yours was running"},
		{"panic: runtime error: makeslice: cap out of range", "The line asks for more memory"},
		{"fatal error: stack overflow", "A function calls itself"},
		{"fatal error: all goroutines are asleep - deadlock!", "A goroutine is blocked forever"},
		{"blocked forever", "First of all something waits"},
		{"stopped after 10s without an end", "A loop or a wait"},
		{"stopped after using more than 512 MiB", "Too much is kept"},
		{"stopped after printing more than 1024 KiB", "Something prints"},
		{"not seeded yet; go run ./0-seed does it (Error 1049 (HY000): database not found: ALX_prodev)", ""},
		{"insert users: unexpected EOF", ""}, // of a file that breaks off, and not of the student's own
		{"panic: oops", ""},
		{"", ""},
	} {
		if got := runner.Advice(test.said); !strings.HasPrefix(got, test.want) || (test.want == "") != (got == "") {
			t.Errorf("Advice(%q) = %q, want %q...", test.said, got, test.want)
		}
	}
}

func TestAdviceOnAMissingTableIsNotGivenWhereTheCheckMadeTheError(t *testing.T) {
	const missing = "query users: Error 1146 (42S02): Table 'ALX_prodev.user_data' doesn't exist"
	for _, test := range []struct {
		failure receipt.Failure
		given   bool
	}{
		{receipt.Failure{Want: "3 users", Got: missing}, true},
		{receipt.Failure{Want: "an error that wraps Error 1146 (42S02)", Got: missing}, false},
		{receipt.Failure{Want: "3 users", Got: "2 users"}, false},
	} {
		if got := runner.AdviceOn("", "", []receipt.Failure{test.failure}); (got != "") != test.given {
			t.Errorf("AdviceOn of %+v = %q, want advice: %v", test.failure, got, test.given)
		}
		said := test.failure.Got + ", want " + test.failure.Want
		if got := runner.AdviceOn("", said, nil); (got != "") != test.given {
			t.Errorf("AdviceOn of %q = %q, want advice: %v", said, got, test.given)
		}
	}
}
