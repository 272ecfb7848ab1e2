package rules

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

// TestAnalyzers compares what the analyzers report in testdata/src with the "want" comments there.
func TestAnalyzers(t *testing.T) {
	for _, analyzer := range []*analysis.Analyzer{
		loops(2),
		sqlCalls([]string{"AVG", "SUM", "COUNT"}),
		imports([]string{"net/url"}),
		directives,
		startup,
		closes,
		reach,
		shares,
		given,
	} {
		t.Run(analyzer.Name, func(t *testing.T) {
			t.Parallel()
			analysistest.Run(t, analysistest.TestData(), analyzer, analyzer.Name)
		})
	}
}
