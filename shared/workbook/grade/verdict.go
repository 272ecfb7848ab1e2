package grade

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"example.com/generators/shared/laws/rules"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/terminal"
)

// verdict writes what became of each check, and adds up the points.
func (g *Grader) verdict(w *work, result runner.Result) {
	if w.graded.Fault == "" && !result.Passed() {
		w.graded.Fault = scrub(result.Fault)
	}
	for _, check := range w.Checks {
		one := results.Check{Test: check.Test, Status: runner.NotRun, MaxPoints: g.points(w.Exercise, check)}
		switch i := slices.IndexFunc(result.Checks, func(c runner.Check) bool { return c.Test == check.Test }); {
		case static(check.Test):
			w.judge(&one)
		case i >= 0:
			ran := result.Checks[i]
			one.Status, one.Seconds = ran.Status, ran.Duration.Round(time.Millisecond).Seconds()
			if one.Status != runner.Passed {
				said := ran.Output
				if terminal.Said(said) == "" {
					said = result.Fault
				}
				one.Message, one.Public, one.Trace = explain(said)
			}
		case w.graded.Status == results.NotBuilt:
			one.Status = runner.NotBuilt
		}
		if one.Status == runner.Passed {
			one.Points = one.MaxPoints
		} else if len(check.Hints) > 0 && one.Status != runner.NotRun && one.Status != runner.NotBuilt {
			one.Hint = check.Hints[0]
		}
		w.graded.Points += one.Points
		w.graded.MaxPoints += one.MaxPoints
		w.graded.Checks = append(w.graded.Checks, one)
	}
}

// judge puts a static rule to the findings. Where nothing ran, a rule that holds earns nothing.
func (w *work) judge(check *results.Check) {
	name := strings.TrimPrefix(check.Test, "TestRules/")
	i := slices.IndexFunc(rules.Of(w.Exercise), func(r rules.Rule) bool { return r.Name == name })
	if i < 0 || w.graded.Status == results.NotSubmitted {
		return
	}
	rule := rules.Of(w.Exercise)[i]
	for _, finding := range w.findings {
		if finding.Rule == name {
			check.Status, check.Message = runner.Failed, rule.Explain(finding)
			check.Public = check.Message
			return
		}
	}
	if w.graded.Status == results.Completed {
		check.Status = runner.Passed
	}
}

// explain takes what a failed check said apart: the message, the message without the data, and the trace.
func explain(output string) (message, public, trace string) {
	var shown []string
	inTrace, inData := false, false
	var all []string
	for line := range strings.Lines(terminal.Said(scrub(output))) {
		line = strings.TrimRight(line, "\n")
		field, value, isField := strings.Cut(strings.TrimSpace(line), ":")
		isField = isField && slices.Contains([]string{"law", "want", "got", "trace", "do", "hints"}, field)
		if isField {
			inTrace, inData = field == "trace", false
		}
		if inTrace {
			if isField {
				line = strings.TrimSpace(value)
			}
			trace += line + "\n"
			continue
		}
		all = append(all, line)
		if !inData && isField {
			shown = append(shown, dataBegin.ReplaceAllString(line, ""))
		}
		inData = inData || dataBegin.MatchString(line)
	}
	return strings.Join(all, "\n"), strings.Join(shown, "\n"), strings.TrimSpace(trace)
}

// dataBegin is where a comparison of data begins.
var dataBegin = regexp.MustCompile(`,? ?\(-\w+ \+\w+\):?.*`)

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
	{regexp.MustCompile(`\btest_[a-z2-7]{12}\b`), "test_database"},
	{regexp.MustCompile(`/[^\s"']*/generators-[^\s"'/]*`), "/tmp/generators"},
	{regexp.MustCompile(`\bc?0x[0-9a-f]{4,}\b`), "0x…"},
	{regexp.MustCompile(`\(\d+\.\d+s\)`), "(…s)"},
	{regexp.MustCompile(`goroutine \d+`), "goroutine N"},
	{regexp.MustCompile(`(got: +)\d+ KiB`), "${1}… KiB"}, // of heap, or read from the server
}
