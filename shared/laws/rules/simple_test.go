package rules

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestWhatIsTooComplicatedIsNotReadAnyFurther(t *testing.T) {
	const nodes, depth, text = "names, values and signs", "levels of nesting", "texts of more than 4 MiB"
	// doubled has n constants, each of which is twice the one before it.
	doubled := func(n int, format string) string {
		lines := "const a0 = `x`\n"
		for i := range n {
			lines += fmt.Sprintf(format+"\n", fmt.Sprintf("a%d", i+1), fmt.Sprintf("a%d", i))
		}
		return lines
	}
	const twice = "const %s = %[2]s + %[2]s"
	backwards := strings.Split(doubled(25, twice), "\n")
	slices.Reverse(backwards)
	for _, test := range []struct {
		about, code, want string
	}{
		{"a solution's length", strings.Repeat("var _ = 1\n", 100), ""},
		{"a text of a MiB", "var q = `" + strings.Repeat("SELECT ", 150_000) + "`", ""},
		{"a text that is doubled ten times", doubled(9, twice), ""},
		{"a constant that is a part of itself", "const a = a + a", ""},
		{"two constants that are parts of each other", "const a = b + `x`\nconst b = a + `x`", ""},
		{"a long list", "var _ = []int{" + strings.Repeat("1, ", 60_000) + "}", nodes},
		{"brackets", "var _ = " + strings.Repeat("(", 2000) + "1" + strings.Repeat(")", 2000), depth},
		{"a sum", "var _ = 1" + strings.Repeat(" + 1", 2000), depth},
		{"doublings", doubled(25, twice), text},
		{"doublings that are written backwards", strings.Join(backwards, "\n"), text},
		{"doublings of a conversion", doubled(25, "const %s = string(%[2]s + (%[2]s))"), text},
		{"doublings in a function", "func f() {\n" + doubled(25, twice) + "}", text},
		{
			"a constant that the line above gives its value",
			"const (\n a = `" + strings.Repeat("x", 600_000) + "`\n b\n)\nvar _ = b + b + b + b + b + b + b + b", text,
		},
		{"one text many times", doubled(15, twice) + strings.Repeat("var _ = a15 + a15\n", 80), text},
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\n"+test.code, parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("%s: %v", test.about, err)
		}
		got, at := complicated([]*ast.File{file})
		if !strings.Contains(got, test.want) || (got == "") != (test.want == "") || at.IsValid() != (got != "") {
			t.Errorf("%s: complicated = %q, want %q", test.about, got, test.want)
		}
	}
}

func TestEveryTextIsReadForSQLInATimeThatGrowsWithItsLength(t *testing.T) {
	for _, part := range []string{`\'#` + "\n", `\"#` + "\n", "/*#\n", "/*!", "*/", "'", `"'`, "-- ", `\`, "COUNT("} {
		text := strings.Repeat(part, (64<<10)/len(part))
		began := time.Now()
		withoutComments(text)
		if took := time.Since(began); took > 5*time.Second { // far less than one if it is not quadratic, and else a minute
			t.Errorf("64 KiB of %q takes %v", part, took)
		}
	}
}

func TestWhatComesAfterAQuoteThatDoesNotEndIsSQL(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT 'AVG(age)', /* AVG(age) */ 1": "SELECT '',   1",
		`SELECT 'it\'s', "a"`:                 `SELECT '', ''`,
		"', AVG(age) FROM user_data":          "', AVG(age) FROM user_data",
		`SELECT "\", AVG(age)`:                `SELECT "\", AVG(age)`,
		"SELECT /* AVG(age)":                  "SELECT /* AVG(age)",
		"SELECT /***/ 1":                      "SELECT   1",
		"SELECT /*!80000 AVG(age) */ 1":       "SELECT   AVG(age)   1",
		"SELECT 1 # AVG(age)\n, 2":            "SELECT 1  \n, 2",
	} {
		if got := withoutComments(sql); got != want {
			t.Errorf("withoutComments(%q) = %q, want %q", sql, got, want)
		}
	}
}
