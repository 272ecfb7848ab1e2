package grade

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"example.com/generators/shared/workbook/sandbox"
)

func TestAutoIsTheStrongestSandboxThatWorksAndNeverNone(t *testing.T) {
	for _, test := range []struct {
		works []sandbox.Kind
		want  sandbox.Kind
	}{
		{[]sandbox.Kind{sandbox.Namespaces, sandbox.Landlock}, sandbox.Namespaces},
		{[]sandbox.Kind{sandbox.Landlock}, sandbox.Landlock},
		{[]sandbox.Kind{sandbox.Docker}, ""}, // which is asked for by name
		{nil, ""},
	} {
		got, err := auto(func(kind sandbox.Kind) error {
			if slices.Contains(test.works, kind) {
				return nil
			}
			return errors.New("the system refuses")
		})
		if got.kind != test.want || (err == nil) != (test.want != "") {
			t.Errorf("auto where %q work = %q, %v, want %q", test.works, got.kind, err, test.want)
		}
		if err != nil && !strings.Contains(err.Error(), "namespaces: the system refuses; landlock: the system refuses") {
			t.Errorf("auto where %q work: the error %q does not say why", test.works, err)
		}
	}
}
