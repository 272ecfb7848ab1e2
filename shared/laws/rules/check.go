package rules

import (
	"os"
	"slices"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/source"
)

// Check runs a subtest for each rule of the exercise in the working folder, which is where go test runs a package's
// tests.
func Check(t *testing.T) {
	t.Helper()
	e, err := exercise.Load(".")
	if err != nil {
		t.Fatal(err)
	}
	overlay, err := source.ReadOverlay(os.Getenv(receipt.Overlay))
	if err != nil {
		t.Fatal(err)
	}
	findings, err := new(Checker).run(e, overlay)
	if err != nil {
		t.Fatal(err)
	}
	broken := slices.ContainsFunc(findings, func(f Finding) bool { return f.Rule == compiles })
	for _, rule := range Of(e) {
		t.Run(rule.Name, func(t *testing.T) {
			for _, finding := range findings {
				if finding.Rule == rule.Name {
					failure := rule.Explain(finding)
					failure.Page = e.Page()
					receipt.Fail(t, failure)
				}
			}
			if broken && rule.analyzer != nil && !rule.analyzer.RunDespiteErrors {
				receipt.Skip(t, "cannot be told before the files compile")
			}
		})
	}
}
