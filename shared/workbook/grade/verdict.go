package grade

import (
	"regexp"
	"slices"
	"time"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/rules"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/runner"
)

// verdict writes what became of each check, and what it earns.
func (g *Grader) verdict(w *work, result runner.Result) {
	if w.graded.Fault == "" && !result.Passed() {
		w.graded.Fault = scrub(result.Fault)
	}
	for _, check := range w.Checks {
		one := results.Check{
			Test: check.Test, Status: runner.NotRun, Failures: []receipt.Failure{}, Public: []receipt.Failure{},
		}
		switch i := slices.IndexFunc(result.Checks, func(c runner.Check) bool { return c.Test == check.Test }); {
		case exercise.IsRule(check.Test):
			w.judge(&one)
		case i >= 0:
			take(&one, result.Checks[i])
		case w.graded.Status == results.NotBuilt:
			one.Status = runner.NotBuilt
		}
		if len(check.Hints) > 0 &&
			!slices.Contains([]runner.Status{runner.Passed, runner.NotRun, runner.NotBuilt}, one.Status) {
			one.Hint = check.Hints[0]
		}
		w.graded.Checks = append(w.graded.Checks, one)
		i := slices.IndexFunc(one.Public, func(f receipt.Failure) bool { return f.Unknown })
		if i >= 0 && w.graded.Status == results.Completed {
			w.graded.Status, w.graded.Fault = results.Unjudged, one.Public[i].Unseen
		}
	}
	g.score(w)
}

// score adds up what a work earns.
func (g *Grader) score(w *work) {
	var all runner.Result
	for _, check := range w.graded.Checks {
		one := runner.Check{Test: check.Test, Status: check.Status, Skip: check.Skip}
		if w.graded.Status == results.Held && !exercise.IsOutside(check.Test) && !exercise.IsRule(check.Test) {
			one.Status = runner.Failed
		}
		all.Checks = append(all.Checks, one)
	}
	w.graded.Score = all.Score(w.Exercise, g.unable(w))
}

// unable returns which checks of a work this machine cannot run. Where the workbook has stubs, only the run of a
// submission can tell: whoever could forge what it skips could forge that it passes.
func (g *Grader) unable(w *work) func(runner.Check) bool {
	return func(check runner.Check) bool {
		return g.cannot[w.Name+" "+check.Test] != "" || g.own == nil && check.Skipped()
	}
}

// judge puts a static rule to the findings. Where nothing ran, a rule that holds earns nothing.
func (w *work) judge(check *results.Check) {
	name := exercise.RuleOf(check.Test)
	i := slices.IndexFunc(rules.Of(w.Exercise), func(r rules.Rule) bool { return r.Name == name })
	if i < 0 || w.graded.Status == results.NotFound || w.graded.Status == results.NotHandedIn {
		return
	}
	rule := rules.Of(w.Exercise)[i]
	for _, finding := range w.findings {
		if finding.Rule == name {
			check.Status, check.Failures = runner.Failed, []receipt.Failure{rule.Explain(finding)}
			check.Public = check.Failures // the code is the student's own
			return
		}
	}
	if slices.Contains([]results.Status{results.Completed, results.Held, results.Unjudged}, w.graded.Status) {
		check.Status = runner.Passed
	}
}

// take enters what became of a check.
func take(check *results.Check, ran runner.Check) {
	check.Status, check.Seconds = ran.Status, ran.Duration.Round(time.Millisecond).Seconds()
	if check.Status == runner.Passed {
		return
	}
	for _, failure := range ran.Failures {
		failure = failure.Map(scrub)
		failure.Got = kilobytes.ReplaceAllString(failure.Got, "… KiB")
		check.Failures = append(check.Failures, failure.Map(receipt.Plain))
		check.Public = append(check.Public, failure.Public())
	}
	check.Said, check.Ended, check.Skip = scrub(ran.Output), scrub(ran.Ended), scrub(ran.Skip)
}

// scrub takes out what differs from run to run though the verdict is the same.
func scrub(text string) string {
	if at := stacks.FindStringIndex(text); at != nil {
		text = text[:at[0]]
	}
	for _, s := range scrubs {
		text = s.pattern.ReplaceAllString(text, s.by)
	}
	return text
}

// stacks is where the runtime begins to list goroutines, no two times in the same order.
var stacks = regexp.MustCompile(`(?m)^[ \t]*(goroutine \d+ .*\[.*\]:|runtime stack:|\[signal )`)

var scrubs = []struct {
	pattern *regexp.Regexp
	by      string
}{
	{regexp.MustCompile(`\btest_[a-z2-7]{12}(\b|_)`), "test_database$1"},
	{regexp.MustCompile(`/[^\s"']*/generators-[^\s"'/]*`), "/tmp/generators"},
	{regexp.MustCompile(`\bc?0x[0-9a-f]{4,}\b`), "0x…"},
	{regexp.MustCompile(`\(\d+\.\d+s\)`), "(…s)"},
	{regexp.MustCompile(`goroutine \d+`), "goroutine N"},
	{regexp.MustCompile(`stopped after \d[\w.]*`), "stopped after …"},
}

// kilobytes are of heap, or read from the server.
var kilobytes = regexp.MustCompile(`^\d+ KiB`)
