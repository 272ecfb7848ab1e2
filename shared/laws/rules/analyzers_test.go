package rules

import (
	"cmp"
	"maps"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

// TestAnalyzers compares what the analyzers report in the packages of their names in testdata/src with the "want"
// comments there. One analyzer stands for all, since what the packages import is loaded once then.
func TestAnalyzers(t *testing.T) {
	of := make(map[string]*analysis.Analyzer) // by package
	all := &analysis.Analyzer{Name: "all", Doc: "runs the analyzer after which the package is called"}
	all.Run = func(pass *analysis.Pass) (any, error) {
		analyzer := of[pass.Pkg.Path()]
		if len(pass.TypeErrors) > 0 && !analyzer.RunDespiteErrors {
			return nil, pass.TypeErrors[0]
		}
		return analyzer.Run(pass)
	}
	for _, analyzer := range []*analysis.Analyzer{
		loops(2),
		queries(map[string]string{"OverForty": "Users", "Own": "Users", "Shared": "Users", "None": "Users"}),
		sqlCalls([]string{"AVG", "SUM", "COUNT"}),
		imports([]string{"net/url"}),
		directives,
		startup,
		closes,
		reach,
		shares,
		given,
		callers,
	} {
		of[analyzer.Name] = analyzer
		all.RunDespiteErrors = all.RunDespiteErrors || analyzer.RunDespiteErrors
		all.Requires = append(all.Requires, analyzer.Requires...)
	}
	slices.SortFunc(all.Requires, func(a, b *analysis.Analyzer) int { return cmp.Compare(a.Name, b.Name) })
	all.Requires = slices.Compact(all.Requires)
	results := analysistest.Run(t, analysistest.TestData(), all, slices.Sorted(maps.Keys(of))...)
	if len(results) < len(of) {
		t.Errorf("%d packages were analyzed, want one for each of %d analyzers", len(results), len(of))
	}
}

// TestCancels is by itself, since lostcancel needs what cannot look at packages with errors, as those of others have.
func TestCancels(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), cancels, cancels.Name)
}
