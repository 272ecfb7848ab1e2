package receipt

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAFailureAsTextHasALineForEachThingThatItSays(t *testing.T) {
	for _, test := range []struct {
		reason  string
		failure Failure
		want    string
	}{
		{"everything", Failure{
			Law: "a law", Want: "3 values", Got: "2 values", Diff: "(-want +got):\n- [2]: 1", Unseen: "the rest",
			Trace: "connect -> next", Advice: "this", Page: "1-stream_users/README.md",
		}, `  law:   a law
  want:  3 values
  got:   2 values (-want +got):
         - [2]: 1
  blind: the rest
  trace: connect -> next
  do:    this
  hints: 1-stream_users/README.md`},
		{"a difference alone", Failure{Diff: "(-first +third):\n- 1"}, "  got:   (-first +third):\n         - 1"},
		{"nothing", Failure{}, ""},
	} {
		if got := test.failure.String(); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", test.reason, got, test.want)
		}
	}
}

func TestWhatFailuresHaveInCommonIsToldOnce(t *testing.T) {
	f := func(law, got, trace, advice string) Failure {
		return Failure{Law: law, Got: got, Trace: trace, Advice: advice, Page: "README.md"}
	}
	failures := []Failure{
		f("share nothing", "line 3", "", "declare it inside"),
		f("share nothing", "line 9", "connect", "declare it inside"),
		f("share nothing", "line 9", "connect -> query", "declare it inside"),
		f("share nothing", "line 9", "connect -> begin", "declare it inside"),
		f("wrap errors", "line 9", "", "with %w"),
	}
	given := slices.Clone(failures)
	told, others := Told(failures)
	want := []Failure{
		{Law: "share nothing", Got: "line 3"},
		{Got: "line 9", Trace: "connect", Advice: "declare it inside"},
		{Law: "wrap errors", Got: "line 9", Advice: "with %w", Page: "README.md"},
	}
	if diff := cmp.Diff(want, told); diff != "" || others != "the same after other events: 2 more" {
		t.Errorf("others %q, told (-want +got):\n%s", others, diff)
	}
	if diff := cmp.Diff(given, failures); diff != "" {
		t.Errorf("Told changed what it was given (-want +got):\n%s", diff)
	}
}

func TestWhereNobodyListensAFailureIsPrintedAndASkipToo(t *testing.T) {
	var r recorder
	Fail(&r, Failure{Law: "a law", Want: "one"})
	Skip(&r, "needs a real server")
	if want := "\n  law:   a law\n  want:  one|needs a real server"; r.said != want {
		t.Errorf("the test says %q, want %q", r.said, want)
	}
}

// recorder is a test that keeps what it is told.
type recorder struct {
	testing.TB
	said string
}

func (*recorder) Helper()      {}
func (*recorder) Name() string { return "TestX" }

func (r *recorder) Errorf(format string, args ...any) { r.said += fmt.Sprintf(format, args...) }
func (r *recorder) Skip(args ...any)                  { r.said += "|" + fmt.Sprint(args...) }

func TestWhatRepeatsIsNotCountedInPublic(t *testing.T) {
	f := Failure{Trace: "next x9 -> next x10995 -> (205 events) -> (next x2 -> rows closed x12) x3"}
	if got, want := f.Public().Trace, "next x9 -> next x… -> (… events) -> (next x2 -> rows closed x…) x…"; got != want {
		t.Errorf("the trace in public is %q, want %q: by numbers that it chooses, code can spell what it has read", got, want)
	}
}

func TestWhatIsHiddenIsForThoseWhoMaySeeItAlone(t *testing.T) {
	long := Failure{Trace: "query " + Hide(strings.Repeat("secret ", maxText))}.Map(cut)
	for _, test := range []struct {
		reason        string
		failure       Failure
		private, open string
	}{
		{
			"an error",
			Failure{Got: "2 values, and the error " + Hide(errors.New("secret"))},
			"2 values, and the error secret",
			"2 values, and the error (not shown)",
		},
		{"two", Failure{Got: Hide("secret") + " and " + Hide(7) + "."}, "secret and 7.", "(not shown) and (not shown)."},
		{"none", Failure{Got: "the error " + Hide(nil)}, "the error <nil>", "the error <nil>"},
		{"what would end the part", Failure{Got: Hide("a\u0092secret\u0091b")}, "asecretb", "(not shown)"},
		{
			"more than a line",
			Failure{Got: "no " + Hide("a\nsecret") + "\nmore"},
			"no a\n         secret\n         more",
			"no (not shown)",
		},
		{"what differs", Failure{Got: "2 values", Diff: "secret"}, "2 values secret", "2 values"},
	} {
		if got, want := test.failure.String(), "  got:   "+test.private; got != want {
			t.Errorf("%s is %q, want %q", test.reason, got, want)
		}
		if got := test.failure.Public(); got != (Failure{Got: test.open}) {
			t.Errorf("%s in public is %+v, want %q", test.reason, got, test.open)
		}
	}
	if got := len(Hide(strings.Repeat("x", 50<<20))); got > maxText+100 {
		t.Errorf("a text of 50 MiB is hidden in %d bytes", got)
	}
	if got := long.Public().Trace; got != "query (not shown)" {
		t.Errorf("a long part that was cut is in public %q", got)
	}
}
