package exercise_test

import (
	"database/sql"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"

	"golang.org/x/tools/go/packages"
)

// withoutSQL are tests of functions that are no generators and have no SQL of their own.
var withoutSQL = []string{"TestCalculateAverageAge"}

// TestEveryHintFits reads all hints of the workbook as a student would who believes each of them.
func TestEveryHintFits(t *testing.T) {
	for _, e := range workbook(t) {
		known := namesOf(t, e)
		loops := make(map[string]bool)
		for _, check := range e.Checks {
			for _, hint := range check.Hints {
				for _, fault := range misfits(e, check, hint) {
					t.Errorf("%s: %s: a hint %s: %q", e.Name, check.Test, fault, hint)
				}
				for _, name := range unknown(known, hint) {
					t.Errorf("%s: %s: a hint speaks of %s, which given() below does not know: %q", e.Name, check.Test, name, hint)
				}
				for _, loop := range aLoop.FindAllString(hint, -1) {
					loops[loop] = true
				}
			}
		}
		if limit := e.Rules.Loops; limit != nil && len(loops) > *limit {
			t.Errorf("%s: the hints lead to %d loops, but at most %d are allowed: %v", e.Name, len(loops), *limit, loops)
		}
	}
}

func TestMisfitsAreFound(t *testing.T) {
	two := 2
	e := &exercise.Exercise{
		Generators: []exercise.Generator{
			{Test: "TestRows", Form: catalog.Rows},
			{Test: "TestBatches", Form: catalog.Batches},
			{Test: "TestPages", Form: catalog.Pages},
			{Test: "TestOver", Form: catalog.Over},
		},
		Rules: exercise.Rules{Loops: &two},
	}
	for _, test := range []struct{ test, hint, want string }{
		{"TestRows/is_lazy", "Yield each row as soon as it is scanned.", ""},
		{"TestBatches/is_lazy", "Yield each row as soon as it is scanned.", "yields row by row"},
		{"TestPages/is_lazy", "Each row is scanned and yielded once.", "yields row by row"},
		{"TestBatches/is_lazy", "Append each row to the batch. Yield the batch when it is full.", ""},
		{"TestBatches/is_lazy", "defer rows.Close()", ""},
		{"TestPages/is_lazy", "defer rows.Close()", "speaks of rows.Close where nothing is queried"},
		{"TestOver/is_lazy", "Look at rows.Err() after the loop.", "speaks of rows.Err where nothing is queried"},
		{"TestCalculateAverageAge/sums", "SELECT age", "speaks of SELECT where nothing is queried"},
		{"TestRows/is_lazy", "The limit is 2.", ""},
		{"TestRows/is_lazy", "The limit is 3.", "speaks of 3 loops"},
		{"TestRows/is_lazy", "Two loops do.", ""},
		{"TestRows/is_lazy", "One loop is enough.", ""},
		{"TestRows/is_lazy", "Write three loops.", "speaks of three loops"},
		{"TestRows/is_cold", "It belongs into the function.", "is not plain English: belongs into"},
		{"TestRows/is_cold", "Who ranges twice?", "is not plain English: Who"},
		{"TestRows/is_cold", "Yield an error to the user who ranges.", ""},
		{"TestRows/is_cold", "Call {from}.", "is not filled in: {from}"},
	} {
		got := strings.Join(misfits(e, exercise.Check{Test: test.test}, test.hint), ", ")
		if got != test.want {
			t.Errorf("%s with the hint %q: found %q, want %q", test.test, test.hint, got, test.want)
		}
	}
}

func TestNamesThatDoNotExistAreFound(t *testing.T) {
	e := workbook(t)[3]
	for hint, want := range map[string]string{
		"Call db.QueryContext, then rows.Next() and seed.CollectUsers(rows).": "",
		"Call db.Ask, rows.Fetch and seed.Nobody.":                            "db.Ask, rows.Fetch, seed.Nobody",
		"It is in main.go and connect.go, not in other.go.":                   "other.go",
		"PaginateUsers takes pageSize, StreamUsers takes batchSize.":          "StreamUsers, batchSize",
		"`yield` is known, `give` and `row.Close` are not.":                   "give, row.Close",
		"Print db.Stats().InUse.":                                             "",
	} {
		if got := strings.Join(unknown(namesOf(t, e), hint), ", "); got != want {
			t.Errorf("%q speaks of %q, want %q", hint, got, want)
		}
	}
}

// workbook returns the exercises of this workbook.
func workbook(t *testing.T) []*exercise.Exercise {
	t.Helper()
	all, err := exercise.All(".")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var (
	query     = regexp.MustCompile(`rows\.(?:Close|Err|Next|Scan)|SELECT|QueryContext`)
	singly    = regexp.MustCompile(`(?i)yield (?:each|every|the|a) row|\brow\b(?:[^.]|\.\w)* yield`) // in one sentence
	aLoop     = regexp.MustCompile(`for rows\.Next|for \w+(?:, \w+)? := range \w+|for offset`)
	someLoops = regexp.MustCompile(`(?i)(\w+) loops?\b|limit is (\w+)`)
	notFilled = regexp.MustCompile(`\{\w+\}`)
	knownWho  = regexp.MustCompile(`(?:users?|people|somebody|anybody|nobody) who\b`)
	noEnglish = regexp.MustCompile(`(?i)belongs? into|\bput to\b|\bstands\b|\bbeside\b|\bwho\b`)
)

// misfits returns what is wrong with a hint for a check.
func misfits(e *exercise.Exercise, check exercise.Check, hint string) (faults []string) {
	test, _, _ := strings.Cut(check.Test, "/")
	form := catalog.Rows
	if i := slices.IndexFunc(e.Generators, func(g exercise.Generator) bool { return g.Test == test }); i >= 0 {
		form = e.Generators[i].Form
	}
	if word := query.FindString(hint); word != "" && (!form.HasSQL() || slices.Contains(withoutSQL, test)) {
		faults = append(faults, "speaks of "+word+" where nothing is queried")
	}
	if (form == catalog.Batches || form == catalog.Pages) && singly.MatchString(hint) {
		faults = append(faults, "yields row by row")
	}
	for _, found := range someLoops.FindAllStringSubmatch(hint, -1) {
		number := strings.ToLower(found[1] + found[2])
		n := slices.Index([]string{"no", "one", "two", "three", "four", "five"}, number)
		if digits, err := strconv.Atoi(number); err == nil {
			n = digits
		}
		if limit := e.Rules.Loops; n >= 0 && (limit == nil || n > *limit) {
			faults = append(faults, "speaks of "+number+" loops")
		}
	}
	if text := notFilled.FindString(hint); text != "" {
		faults = append(faults, "is not filled in: "+text)
	}
	if words := noEnglish.FindString(knownWho.ReplaceAllString(hint, "")); words != "" {
		faults = append(faults, "is not plain English: "+words)
	}
	return faults
}

var (
	quoted = regexp.MustCompile("`([^`]+)`")
	dotted = regexp.MustCompile(`\b([a-z]\w*)\.([A-Za-z]\w*)`)
	camel  = regexp.MustCompile(`\b[A-Za-z][a-z]+(?:[A-Z][a-z0-9]+)+\b`)
)

// unknown returns the names in a hint that do not exist.
func unknown(known map[string]bool, hint string) (names []string) {
	for _, word := range quoted.FindAllStringSubmatch(hint, -1) {
		if token.IsIdentifier(word[1]) && !known[word[1]] {
			names = append(names, word[1])
		}
	}
	hint = dotted.ReplaceAllStringFunc(hint, func(name string) string {
		if !known[name] {
			names = append(names, name)
		}
		return ""
	})
	for _, name := range camel.FindAllString(hint, -1) {
		if !known[name] {
			names = append(names, name)
		}
	}
	return names
}

// namesOf returns what a hint of the exercise may speak of: what its solution may use, its files, its prototypes and
// their parameters.
func namesOf(t *testing.T, e *exercise.Exercise) map[string]bool {
	t.Helper()
	usual, err := given()
	if err != nil {
		t.Fatal(err)
	}
	known := maps.Clone(usual)
	for _, dir := range []string{e.Name, path.Dir(e.Edits[0]), "shared/seed"} {
		files, err := os.ReadDir(filepath.Join(e.Root, filepath.FromSlash(dir)))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			known[file.Name()] = true
		}
	}
	for _, edit := range e.Edits {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(e.Root, filepath.FromSlash(edit)), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && slices.Contains(e.Prototypes, f.Name.Name) {
				known[f.Name.Name] = true
				for _, field := range f.Type.Params.List {
					for _, name := range field.Names {
						known[name.Name] = true
					}
				}
			}
		}
	}
	return known
}

// given are the names that a solution may use: of packages, and of what the usual variables have.
var given = sync.OnceValues(func() (map[string]bool, error) {
	known := map[string]bool{"yield": true}
	note := func(variable, name string) { known[variable+"."+name], known[name] = true, true }
	for variable, typ := range map[string]reflect.Type{
		"db":     reflect.TypeFor[*sql.DB](),
		"rows":   reflect.TypeFor[*sql.Rows](),
		"tx":     reflect.TypeFor[*sql.Tx](),
		"conn":   reflect.TypeFor[*sql.Conn](),
		"result": reflect.TypeFor[sql.Result](),
	} {
		for i := range typ.NumMethod() {
			note(variable, typ.Method(i).Name)
		}
	}
	note("stats", "InUse")
	loaded, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedTypes},
		"context", "database/sql", "errors", "fmt", "iter", "example.com/generators/shared/seed")
	for _, p := range loaded {
		for _, name := range p.Types.Scope().Names() {
			known[p.Name+"."+name] = true
			known[name] = known[name] || p.Name == "seed"
		}
		if user := p.Types.Scope().Lookup("User"); user != nil {
			for field := range user.Type().Underlying().(*types.Struct).Fields() {
				note("user", field.Name())
			}
		}
	}
	return known, err
})
