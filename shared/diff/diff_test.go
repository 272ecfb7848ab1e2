package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"example.com/generators/shared/diff"

	"github.com/google/go-cmp/cmp"
)

type user struct {
	Name string
	Age  int
	tags []string
}

// liar says that it equals everything, and what it has in it that is nobody's business.
type liar struct{ Name string }

func (liar) Equal(liar) bool              { return true }
func (liar) String() string               { return "lies" }
func (liar) GoString() string             { return "lies" }
func (liar) Error() string                { return "lies" }
func (liar) Format(s fmt.State, _ rune)   { _, _ = s.Write([]byte("lies")) }
func (liar) MarshalText() ([]byte, error) { return []byte("lies"), nil }

func TestOfSaysWhereWhatDiffers(t *testing.T) {
	ann, ben := user{Name: "Ann", Age: 1}, user{Name: "Ben", Age: 2}
	cleo, dan := user{Name: "Cleo", Age: 3}, user{Name: "Dan", Age: 4}
	older := ben
	older.Age = 20
	tagged := ann
	tagged.tags = []string{"a"}
	long := strings.Repeat("🐘", 60)
	for _, test := range []struct {
		reason    string
		want, got any
		lines     []string
	}{
		{"equal", []user{ann, ben}, []user{ann, ben}, nil},
		{"no element is as good as nil", []user{}, []user(nil), nil},
		{"a value alone", 3, 4, []string{"- 3", "+ 4"}},
		{"a field", []user{ann, ben}, []user{ann, older}, []string{"- [1].Age: 2", "+ [1].Age: 20"}},
		{"an element too few", []user{ann, ben, cleo}, []user{ben, cleo}, []string{"- [0]: {Name:Ann Age:1 tags:[]}"}},
		{"two elements too few", []int{1, 2, 3, 4, 5}, []int{1, 3, 5}, []string{"- [1]: 2", "- [3]: 4"}},
		{"an element twice", []user{ann, ben}, []user{ann, ann, ben}, []string{"+ [1]: {Name:Ann Age:1 tags:[]}"}},
		{"an element too few at the end", []int{1, 2}, []int{1}, []string{"- [1]: 2"}},
		{"two that changed places", []int{1, 2, 3}, []int{2, 1, 3}, []string{"- [0]: 1", "+ [1]: 1"}},
		{
			"a slice in a slice",
			[][]user{{ann, ben}, {cleo}},
			[][]user{{ann, older}, {cleo, dan}},
			[]string{"- [0][1].Age: 2", "+ [0][1].Age: 20", "+ [1][1]: {Name:Dan Age:4 tags:[]}"},
		},
		{"a field that is a slice", ann, tagged, []string{`+ .tags[0]: "a"`}},
		{"a key", map[string]int{"a": 1}, map[string]int{"b": 1}, []string{`- ["a"]: 1`, `+ ["b"]: 1`}},
		{"a liar", []liar{{"Ann"}}, []liar{{"Ben"}}, []string{"- [0]: {Name:Ann}", "+ [0]: {Name:Ben}"}},
		{"a liar in a value", []any{&liar{"Ann"}}, []any{[1]liar{}}, []string{"- [0]: &{Name:Ann}", "+ [0]: [{Name:}]"}},
		{
			"the end of a long text",
			[]string{long + "1"},
			[]string{long + "2"},
			[]string{`- [0]: ...` + long[:28] + `1"`, `+ [0]: ...` + long[:28] + `2"`},
		},
		{"types", any(1), any("1"), []string{"- 1", `+ "1"`}},
	} {
		got := diff.Of(test.want, test.got)
		if d := cmp.Diff(strings.Join(test.lines, "\n"), got); d != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, d)
		}
	}
}

func TestOfTellsWhatDiffersFirstInEightLinesAtMost(t *testing.T) {
	want, got := make([]user, 2000), make([]user, 2000)
	for i := range want {
		want[i].Age, got[i].Age = i, i+5000
	}
	for _, got := range [][]user{got, nil} {
		lines := strings.Split(diff.Of(want, got), "\n")
		if len(lines) != 8 || !strings.HasPrefix(lines[0], "- [0]") || lines[7] != "... and more" {
			t.Errorf("%d lines:\n%s", len(lines), strings.Join(lines, "\n"))
		}
	}
	if line := diff.Of("", strings.Repeat("x", 1<<20)); len(line) > 200 {
		t.Errorf("a line has %d bytes", len(line))
	}
}

func TestTextIsThatOfFmtWhereTheValueHasNoMethods(t *testing.T) {
	for _, value := range []any{
		1, uint8(2), -0.5, 1e30, true, "a",
		[]string{"a", ""},
		[2]bool{true},
		user{"Ann", 1, []string{"a"}},
		&user{}, nil,
		[]any{1, "a", nil},
		struct{ Any any }{3},
	} {
		if got, want := diff.Text(value), fmt.Sprintf("%+v", value); got != want {
			t.Errorf("Text = %q, want %q", got, want)
		}
	}
	type ring struct{ Next *ring }
	endless := new(ring)
	endless.Next = endless
	if got := diff.Text(endless); !strings.HasSuffix(got, "...}}}}") {
		t.Errorf("the text of a ring is %q, want it to end", got)
	}
}
