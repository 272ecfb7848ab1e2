package laws

import (
	"testing"

	"example.com/generators/shared/diff"

	"github.com/google/go-cmp/cmp"
)

func TestTheFieldsOfADifferenceAreNamed(t *testing.T) {
	type user struct {
		Name string
		Age  int
	}
	for _, test := range []struct {
		name      string
		want, got [][]user
		fields    []string
	}{
		{"one", [][]user{{{"Ann ", 1}, {"Bob ", 2}}}, [][]user{{{"Ann", 1}, {"Bob", 2}}}, []string{"Name"}},
		{"both", [][]user{{{"Ann", 1}}}, [][]user{{{"Bob", 2}}}, []string{"Age", "Name"}},
		{"none, where a user is missing", [][]user{{{"+ [0].Ann: ", 1}}}, [][]user{{}}, nil},
	} {
		if diff := cmp.Diff(test.fields, fieldsOf(diff.Of(test.want, test.got))); diff != "" {
			t.Errorf("%s: fieldsOf (-want +got):\n%s", test.name, diff)
		}
	}
}
