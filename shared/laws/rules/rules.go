// Package rules has what the student's files must keep to, which no run of them can tell: how many loops there are,
// what they import, whether they close by defer. Each rule is a go/analysis analyzer; exercise.toml says which ones an
// exercise has.
//
//	func TestRules(t *testing.T) { rules.Check(t) }
//
// A test binary that was built with the go command's -overlay is told so by WORKBOOK_OVERLAY, and then judges the files
// that were built. It runs beside the student's code, though: who must trust the verdict calls [Run] in a process of
// their own.
package rules

import (
	"fmt"
	"slices"
	"strings"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/receipt"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/sqlrowserr"
)

// Rule is one thing to keep to, in the words of the catalog.
type Rule struct {
	catalog.Rule
	analyzer *analysis.Analyzer // nil for those that are decided before there are types
}

// Explain returns what a finding means to the student.
func (r Rule) Explain(f Finding) receipt.Failure {
	return receipt.Failure{Law: r.Sentence, Got: fmt.Sprintf("%s: %s", f.Pos, f.Message), Advice: r.Advice}
}

// Of returns the rules of an exercise, in the order in which a first failure helps most.
func Of(e *exercise.Exercise) []Rule {
	allowed := strings.Join(slices.Concat(safePackages, e.Rules.Imports), ", ")
	decide := analyzers(e)
	var all []Rule
	for _, rule := range e.StaticRules() {
		all = append(all, Rule{rule.With("allowed", allowed), decide[rule.Name]})
	}
	return all
}

// analyzers returns what decides each rule, by the rule's name in the catalog: nil where that is no analyzer.
func analyzers(e *exercise.Exercise) map[string]*analysis.Analyzer {
	var limit int
	if e.Rules.Loops != nil {
		limit = *e.Rules.Loops
	}
	return map[string]*analysis.Analyzer{
		compiles:                        nil,
		canBeJudged:                     nil,
		importsRule:                     imports(e.Rules.Imports),
		directivesRule:                  directives,
		startupRule:                     startup,
		givenRule:                       given,
		reachRule:                       reach,
		"does_not_look_at_its_caller":   callers,
		"keeps_to_the_loop_limit":       loops(limit),
		"leaves_the_sums_to_the_loop":   sqlCalls(e.Rules.ForbidSQL),
		"builds_on_what_is_there":       queries(e.Rules.BuildsOn),
		"closes_what_it_opens":          closes,
		"shares_no_variables":           shares,
		"checks_rows_Err":               sqlrowserr.Analyzer,
		"cancels_the_contexts_it_makes": cancels,
	}
}

// Dangerous reports whether code that breaks the rule must not even be compiled by who does not trust its author: it
// may reach beyond the exercise, or meddle with its tests.
func Dangerous(rule string) bool {
	return slices.ContainsFunc(catalog.Rules, func(r catalog.Rule) bool { return r.Name == rule && r.Dangerous })
}

// NotCompiled reports whether a finding of the rule is the compiler's.
func NotCompiled(rule string) bool { return rule == compiles }

const (
	importsRule    = "imports_only_what_is_allowed"
	directivesRule = "gives_the_compiler_no_directives"
	startupRule    = "runs_no_code_of_its_own_at_start"
	givenRule      = "leaves_what_is_given_as_it_is"
	reachRule      = "uses_only_the_handle_it_is_given"
)

// The rules that are decided by the parser and the type checker, and before the type checker is asked.
const (
	compiles    = "compiles"
	canBeJudged = "can_be_judged"
)
