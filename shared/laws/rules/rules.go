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
	"example.com/generators/shared/receipt"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/lostcancel"
	"golang.org/x/tools/go/analysis/passes/sqlrowserr"
)

// Rule is one thing to keep to.
type Rule struct {
	Name     string // of the subtest
	Sentence string
	Advice   string // how to keep it

	analyzer *analysis.Analyzer // nil for the compiler's own
}

// Explain returns what a finding means to the student.
func (r Rule) Explain(f Finding) receipt.Failure {
	return receipt.Failure{Law: r.Sentence, Got: fmt.Sprintf("%s: %s", f.Pos, f.Message), Advice: r.Advice}
}

// Of returns the rules of an exercise, in the order in which a first failure helps most.
func Of(e *exercise.Exercise) []Rule {
	allowed := strings.Join(append(append([]string(nil), safePackages...), e.Rules.Imports...), ", ")
	all := []Rule{
		{Name: compiles, Sentence: "the files are Go", Advice: "start with the first message: the others may follow from it"},
		{importsRule, "an exercise needs what computes, and nothing that reaches beyond the database handle", "do without it; allowed are " + allowed, imports(e.Rules.Imports)},
		{directivesRule, "a file holds nothing but Go, and is built everywhere", "take the comment out", directives},
		{startupRule, "code runs when the program or a test calls it, and not before", "move it into the function that needs it", startup},
		{builtinsRule, "nil, len and error mean in the whole package what they mean in Go", "give it another name", builtins},
		{reachRule, "an exercise talks to the database through the handle that it is given, and to no other", "query with a method of db, of a transaction or of a connection that db.Conn returns", reach},
	}
	if most := e.Rules.Loops; most != nil {
		all = append(all, Rule{"keeps_to_the_loop_limit", "all loops of the exercise together are at most " + fmt.Sprint(*most), "let one loop do the work of two: a generator yields inside the loop that reads", loops(*most)})
	}
	if words := e.Rules.ForbidSQL; len(words) > 0 {
		all = append(all, Rule{"leaves_the_sums_to_the_loop", "no query asks for " + strings.Join(words, ", "), "select the plain column, and compute in a loop over the generator", sqlCalls(words)})
	}
	return append(all,
		Rule{"closes_what_it_opens", "what a function opens it closes by defer, or hands on to somebody who does", "write defer and the Close right after the check of the error", closes},
		Rule{"checks_rows_Err", "only rows.Err() tells the end of the rows from an error between them", "after the loop look at rows.Err(), and yield or return it", sqlrowserr.Analyzer},
		Rule{"cancels_the_contexts_it_makes", "a context that a function makes it also cancels, whichever way it ends", "write defer cancel() right after the line that makes it", lostcancel.Analyzer},
	)
}

// Dangerous reports whether code that breaks the rule must not even be compiled by who does not trust its author: it may
// reach beyond the exercise, or meddle with its tests.
func Dangerous(rule string) bool {
	return slices.Contains([]string{importsRule, directivesRule, startupRule, builtinsRule, reachRule}, rule)
}

// NotCompiled reports whether a finding of the rule is the compiler's.
func NotCompiled(rule string) bool { return rule == compiles }

const (
	importsRule    = "imports_only_what_is_allowed"
	directivesRule = "gives_the_compiler_no_directives"
	startupRule    = "runs_no_code_of_its_own_at_start"
	builtinsRule   = "takes_no_name_that_Go_has_taken"
	reachRule      = "uses_only_the_handle_it_is_given"
)

// compiles is the rule that is judged by the compiler's own type checker.
const compiles = "compiles"
