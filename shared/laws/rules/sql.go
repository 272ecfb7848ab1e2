package rules

import (
	"go/ast"
	"go/constant"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
)

// sqlCalls reports constant texts that call one of the SQL functions. Only a text that the compiler can put together is
// seen; one that is put together while the program runs is for the laws, which count queries and rows.
func sqlCalls(functions []string) *analysis.Analyzer {
	called := regexp.MustCompile(`(?i)\b(` + strings.Join(functions, "|") + `)\s*\(\s*(\S*)`)
	return &analysis.Analyzer{
		Name: "sqlcalls",
		Doc: `report constant texts that call a forbidden SQL function

The database would do what is to be learned:

	// WRONG
	db.QueryRowContext(ctx, "SELECT AVG(age) FROM user_data").Scan(&average)

A generator brings one age at a time, and the loop adds them up:

	// RIGHT
	for age, err := range StreamUserAges(ctx, db) {
		...
		total += age
		count++
	}`,
		Run: func(pass *analysis.Pass) (any, error) {
			for _, file := range pass.Files {
				ast.Inspect(file, func(node ast.Node) bool {
					if call, ok := node.(*ast.CallExpr); ok && isMessage(pass, call) {
						return false // which may well say "the count (12) is wrong"
					}
					text, ok := constantText(pass, node)
					sql := withoutComments(text)
					found := called.FindStringSubmatch(sql)
					if found != nil && (isQuery.MatchString(sql) || isColumn.MatchString(found[2])) {
						pass.Reportf(node.Pos(), "a text that calls %s", strings.ToUpper(found[1]))
					}
					return !ok // the parts of a constant are in it
				})
			}
			return nil, nil
		},
	}
}

// Whatever a text says of a count, it is SQL if it asks for something, or counts what is a column or all of them.
var (
	isQuery  = regexp.MustCompile(`(?i)\bSELECT\b`)
	isColumn = regexp.MustCompile("(?i)^(DISTINCT\\b|\\*|`?(user_data`?\\.`?)?(user_id|name|email|age)\\b)")
)

// isMessage reports whether a call makes an error out of a message, or logs it.
func isMessage(pass *analysis.Pass, call *ast.CallExpr) bool {
	callee := typeutil.StaticCallee(pass.TypesInfo, call)
	return callee != nil && callee.Pkg() != nil &&
		(callee.FullName() == "errors.New" || callee.FullName() == "fmt.Errorf" ||
			slices.Contains([]string{"log", "log/slog"}, callee.Pkg().Path()))
}

// constantText returns the text of an expression that is a string constant. A name of a constant does not count: it is
// looked at where it is declared.
func constantText(pass *analysis.Pass, node ast.Node) (string, bool) {
	expr, ok := node.(ast.Expr)
	if !ok {
		return "", false
	}
	if _, isName := expr.(*ast.Ident); isName {
		return "", false
	}
	value := pass.TypesInfo.Types[expr].Value
	if value == nil || value.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(value), true
}

// withoutComments returns SQL with a space for each comment and an empty literal for each quoted text. What MySQL runs
// although it looks like a comment, such as /*!80000 AVG(age) */, stays, as does all after a quote or a comment without
// an end.
func withoutComments(sql string) string {
	return sqlAside.ReplaceAllStringFunc(sql, func(aside string) string {
		ends := strings.Join(sqlAside.FindStringSubmatch(aside)[1:], "")
		quoted := strings.HasPrefix(aside, "'") || strings.HasPrefix(aside, `"`)
		comment := strings.HasPrefix(aside, "/*") && !strings.HasPrefix(aside, "/*!")
		switch {
		case ends == "" && (quoted || comment):
			return aside
		case quoted:
			return "''"
		}
		return " "
	})
}

// sqlAside matches from each quote to the one that ends it, or else to the end of the text: if that were no match, the
// next quote would be tried, and then the next, and 64 KiB would take a minute.
var sqlAside = regexp.MustCompile(`(?s)'(?:[^'\\]|\\.)*('?)|"(?:[^"\\]|\\.)*("?)|` +
	`/\*!\d*|/\*.*?(\*/|\z)|\*/|(?:#|--\s)[^\n]*`)
