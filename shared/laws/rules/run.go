package rules

import (
	"cmp"
	"errors"
	"fmt"
	"go/token"
	"slices"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/source"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// Finding is one place that does not keep to a rule.
type Finding struct {
	Rule    string         // its name
	Pos     token.Position // the file is seen from the module's root, with slashes
	Message string         // what was found there
}

func (f Finding) String() string { return fmt.Sprintf("%s: %s (%s)", f.Pos, f.Message, f.Rule) }

// Run puts the rules of the exercise in the folder dir to the student's files, and returns what it found in the order
// of the files. It starts the go command, and nothing of the student's.
//
// Where the rule compiles finds anything, those rules that need types were not put: closes_what_it_opens,
// checks_rows_Err, cancels_the_contexts_it_makes, leaves_the_sums_to_the_loop and runs_no_code_of_its_own_at_start.
func Run(dir string, overlay source.Overlay) ([]Finding, error) {
	return new(Checker).Run(dir, overlay)
}

// Checker puts the rules to many versions of the student's files, while all else stays as it is: what the go command
// says of the packages that they import it is asked but once. Its methods may be called side by side.
type Checker struct{ Exports source.Exports }

// Prepare asks the go command for all that the exercises, of one module, import or may import. Then a [Checker.Run]
// asks only for what is not allowed.
func (c *Checker) Prepare(exercises []*exercise.Exercise) error {
	allowed := slices.Clone(safePackages)
	for _, e := range exercises {
		allowed = append(allowed, e.Rules.Imports...)
	}
	err := c.Exports.Have(exercises[0].Root, allowed)
	for _, e := range exercises {
		l := c.loader(e, e.LeftOut())
		files, _, parsed := l.parse()
		err = errors.Join(err, parsed, l.Import(files...))
	}
	return err
}

func (c *Checker) loader(e *exercise.Exercise, overlay source.Overlay) *loader {
	return &loader{Compiler: source.NewCompiler(e.Root, overlay, &c.Exports), exercise: e}
}

// Run is as the function [Run].
func (c *Checker) Run(dir string, overlay source.Overlay) ([]Finding, error) {
	e, err := exercise.Load(dir)
	if err != nil {
		return nil, err
	}
	return c.run(e, overlay)
}

func (c *Checker) run(e *exercise.Exercise, overlay source.Overlay) ([]Finding, error) {
	l := c.loader(e, overlay)
	pkg, err := l.load()
	if err != nil {
		return nil, fmt.Errorf("rules of %s: %w", e.Name, err)
	}
	findings := l.faults
	for _, rule := range Of(e) {
		if rule.analyzer == nil {
			continue
		}
		diagnostics, err := analyze(rule.analyzer, pkg)
		if err != nil {
			return nil, fmt.Errorf("rules of %s: %s: %w", e.Name, rule.Name, err)
		}
		for _, d := range diagnostics {
			findings = append(findings, Finding{rule.Name, l.Position(d.Pos), d.Message})
		}
	}
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Pos.Filename, b.Pos.Filename), cmp.Compare(a.Pos.Offset, b.Pos.Offset))
	})
	return findings, nil
}

// analyze returns what an analyzer says, which is nothing if it needs types and the package has faults.
func analyze(analyzer *analysis.Analyzer, pkg *packages.Package) ([]analysis.Diagnostic, error) {
	if pkg.IllTyped && !analyzer.RunDespiteErrors {
		return nil, nil
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{analyzer}, []*packages.Package{pkg}, nil)
	if err != nil {
		return nil, err
	}
	return graph.Roots[0].Diagnostics, graph.Roots[0].Err
}
