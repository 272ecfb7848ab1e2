package main

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestTheCommandKnowsTheLawsByTheirWordsAlone keeps it quick to build and to start.
func TestTheCommandKnowsTheLawsByTheirWordsAlone(t *testing.T) {
	for _, test := range []struct{ pkg, not string }{
		{"shared/laws/catalog", `^example\.com/generators/`},
		{"shared/exercise", `/shared/(laws|mysqltest|seed)$|dockertest|sql`},
		{"shared/workbook", `/shared/(laws|mysqltest|seed)$|dockertest|go-mysql-server`},
	} {
		const module = "example.com/generators/"
		deps, err := exec.CommandContext(t.Context(), "go", "list", "-deps", module+test.pkg).Output()
		if err != nil {
			t.Fatalf("go list -deps %s: %v", test.pkg, err)
		}
		not := regexp.MustCompile(test.not)
		for dep := range strings.FieldsSeq(string(deps)) {
			if dep != module+test.pkg && not.MatchString(dep) {
				t.Errorf("%s links %s", test.pkg, dep)
			}
		}
	}
}
