package main

import (
	"encoding/csv"
	"io"
	"net/mail"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"example.com/generators/data"
	"github.com/google/go-cmp/cmp"
)

// records returns the fields of a CSV, without the header.
func records(t *testing.T, text string) [][]string {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"user_id", "name", "email", "age"}, all[0]); diff != "" {
		t.Fatalf("header (-want +got):\n%s", diff)
	}
	return all[1:]
}

// shipped returns user_data.csv.
func shipped(t *testing.T) string {
	t.Helper()
	text, err := io.ReadAll(data.Open())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// generateArgs returns the arguments of the go:generate line in data.go.
func generateArgs(t *testing.T) []string {
	t.Helper()
	source, err := os.ReadFile("../data.go")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^//go:generate go run ./gen (.*)$`).FindSubmatch(source)
	if line == nil {
		t.Fatal("data.go has no line //go:generate go run ./gen")
	}
	return strings.Fields(string(line[1]))
}

func TestUserDataIsWhatGoGenerateMakes(t *testing.T) {
	args := generateArgs(t)
	t.Chdir(t.TempDir())
	output(t, args...)

	made, err := os.ReadFile("user_data.csv")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(shipped(t), string(made)); diff != "" {
		t.Errorf("run go generate ./data: user_data.csv differs from what gen makes (-have +made):\n%s", diff)
	}
}

func TestSeedDecidesTheUsers(t *testing.T) {
	five := output(t, "-rows", "5", "-seed", "7")
	for _, test := range []struct {
		reason string
		args   []string
		same   bool
	}{
		{"the same seed", []string{"-rows", "5", "-seed", "7"}, true},
		{"another seed", []string{"-rows", "5", "-seed", "8"}, false},
		{"the default seed", []string{"-rows", "5"}, false},
	} {
		if got := output(t, test.args...); (got == five) != test.same {
			t.Errorf("%s: same users as with seed 7 is %v, want %v", test.reason, got == five, test.same)
		}
	}

	// gofakeit itself takes 0 for a new seed each time.
	if diff := cmp.Diff(output(t, "-rows", "5", "-seed", "0"), output(t, "-rows", "5", "-seed", "0")); diff != "" {
		t.Errorf("seed 0 makes other users each time:\n%s", diff)
	}
	if more := output(t, "-rows", "3000", "-seed", "7"); !strings.HasPrefix(more, five) {
		t.Error("3,000 rows do not begin with the 5 rows of the same seed")
	}
}

func TestRowsAreAsManyAsAskedFor(t *testing.T) {
	for _, rows := range []int{0, 1, 2, stride - 1, stride, stride + 1, 2 * stride} {
		got := records(t, output(t, "-rows", strconv.Itoa(rows)))
		if len(got) != rows {
			t.Errorf("-rows %d makes %d rows", rows, len(got))
		}
	}
	if got := records(t, output(t)); len(got) != 1000 {
		t.Errorf("without flags there are %d rows, want 1000", len(got))
	}
}

func TestUsersOfALargeFile(t *testing.T) {
	const rows = 100_000
	version4 := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	address := regexp.MustCompile(`^[a-z]+\.[a-z]+\.[0-9]+@example\.(com|net|org)$`)

	ids, emails, ages := map[string]bool{}, map[string]bool{}, map[int]int{}
	ascending := 0
	last := ""
	for u := range users(3, rows) {
		if !version4.MatchString(u.id) {
			t.Fatalf("id %q is not a version 4 UUID in lower case", u.id)
		}
		if !address.MatchString(u.email) {
			t.Fatalf("email %q does not match %v", u.email, address)
		}
		ids[u.id], emails[u.email] = true, true
		ages[u.age]++
		if u.id > last {
			ascending++
		}
		last = u.id
	}

	if len(ids) != rows {
		t.Errorf("%d rows have %d ids", rows, len(ids))
	}
	if len(emails) != rows {
		t.Errorf("%d rows have %d emails", rows, len(emails))
	}
	if ascending > rows*6/10 {
		t.Errorf("%d of %d ids are greater than the one before: the rows are nearly sorted", ascending, rows)
	}
	for age := 1; age <= 120; age++ {
		if got, fair := ages[age], rows/120; got < fair*7/10 || got > fair*13/10 {
			t.Errorf("%d users have age %d, want about %d", got, age, fair)
		}
	}
	if len(ages) != 120 {
		t.Errorf("%d different ages, want those from 1 to 120 only: %v", len(ages), ages)
	}
}

func TestEachNameHasWhatItsListSaysAndAPlainSpelling(t *testing.T) {
	apostrophe := func(text string) bool { return strings.Contains(text, "'") }
	beyondASCII := func(text string) bool { return !isASCII(text) }
	for _, list := range []struct {
		label string
		names []name
		has   func(string) bool
		local string // a regular expression
	}{
		{"withApostrophe", withApostrophe, apostrophe, `^[a-z]+$`},
		{"accentedFirst", accentedFirst, beyondASCII, `^[a-z]+$`},
		{"accentedLast", accentedLast, beyondASCII, `^[a-z]+$`},
		{"otherScripts", otherScripts, beyondASCII, `^[a-z]+\.[a-z]+$`},
	} {
		for _, n := range list.names {
			if !list.has(n.written) {
				t.Errorf("%s is in the wrong list, %s", n.written, list.label)
			}
			if !regexp.MustCompile(list.local).MatchString(n.local) {
				t.Errorf("%s has %q for its email, want %s", n.written, n.local, list.local)
			}
		}
	}
}

func isASCII(text string) bool {
	return len(text) == utf8.RuneCountInString(text)
}

func TestUserDataHoldsWhatProgramsTripOver(t *testing.T) {
	counts := map[string]int{}
	names := map[string]bool{}
	sum := 0
	users := records(t, shipped(t))
	for _, u := range users {
		age, err := strconv.Atoi(u[3])
		if err != nil {
			t.Fatal(err)
		}
		sum += age
		count := func(what string, is bool) {
			if is {
				counts[what]++
			}
		}
		count("an apostrophe", strings.Contains(u[1], "'"))
		count("a letter beyond ASCII", !isASCII(u[1]))
		count("a letter of four bytes", strings.IndexFunc(u[1], func(r rune) bool { return r > 0xFFFF }) >= 0)
		count("a name seen before", names[u[1]])
		count("age 1", age == 1)
		count("age 25, which is not over 25", age == 25)
		count("age 120", age == 120)
		names[u[1]] = true
	}

	for what, least := range map[string]int{
		"an apostrophe": 20, "a letter beyond ASCII": 50, "a letter of four bytes": 1, "a name seen before": 1,
		"age 1": 1, "age 25, which is not over 25": 1, "age 120": 1,
	} {
		if counts[what] < least {
			t.Errorf("%d users with %s, want at least %d", counts[what], what, least)
		}
	}
	if sum%len(users) == 0 {
		t.Errorf("the average age is exactly %d: integer division would not show", sum/len(users))
	}
}

func TestEachFieldFitsTheTable(t *testing.T) {
	text := output(t, "-rows", "20000", "-seed", "9")
	if strings.Contains(text, "\r") || !strings.HasSuffix(text, "\n") {
		t.Error("want lines that end in LF, the last one too")
	}
	for i, u := range records(t, text) {
		for _, field := range u {
			if !utf8.ValidString(field) || utf8.RuneCountInString(field) > 255 || strings.TrimSpace(field) != field ||
				field == "" {
				t.Fatalf("row %d: field %q: want 1 to 255 characters of UTF-8, no space around them", i+1, field)
			}
		}
		if parsed, err := mail.ParseAddress(u[2]); err != nil || parsed.Address != u[2] {
			t.Fatalf("row %d: email %q: %v", i+1, u[2], err)
		}
	}
}

func TestUsersCanBeLeftAndRangedAgain(t *testing.T) {
	var first, again []string
	three := users(5, 3)
	for u := range three {
		first = append(first, u.email)
		break
	}
	for u := range three {
		again = append(again, u.email)
	}
	if len(again) != 3 || again[0] != first[0] {
		t.Errorf("second range yields %q after a first one that began with %q", again, first)
	}
}
