package export

import (
	"fmt"
	"regexp"
	"strings"

	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/runner"
)

// feedback returns what a student reads: for each exercise what is missing, why, and a hint.
func feedback(r *results.Results, student results.Student) ([]byte, error) {
	var b strings.Builder
	name := escaped(legal(student.Name))
	if student.Ungraded() {
		fmt.Fprintf(&b, "# Feedback for %s\n\n**Not graded yet**\n\nThe machine that grades failed. "+
			"That is not your fault, and costs no points: your work will be graded again.\n", name)
		return []byte(b.String()), nil
	}
	fmt.Fprintf(&b, "# Feedback for %s\n\n**%d of %d points**\n", name, student.Points(), r.MaxPoints())
	for _, fault := range student.Faults {
		fmt.Fprintf(&b, "\n- %s", inline(fault))
	}
	if len(student.Faults) > 0 {
		b.WriteByte('\n')
	}
	all := checks(r, student)
	for i, e := range r.Exercises {
		graded := student.Exercises[i]
		fmt.Fprintf(&b, "\n## %s: %s\n\n", inline(e.Name), inline(e.Title))
		exerciseFeedback(&b, e, graded, all[:len(e.Checks)])
		all = all[len(e.Checks):]
	}
	return []byte(b.String()), nil
}

func exerciseFeedback(b *strings.Builder, e results.Exercise, graded results.Graded, all []one) {
	switch graded.Status {
	case results.NotFound:
		fmt.Fprintf(b, "Not handed in: %s.\n", inline(graded.Fault))
		return
	case results.Rejected:
		b.WriteString("Not run, since it breaks a rule that keeps the grading safe. " +
			"`go tool workbook check` shows the same before you hand in.\n")
		fence(b, graded.Fault)
		return
	case results.NotBuilt:
		b.WriteString("It does not compile:\n")
		advise(b, runner.Advice(graded.Fault))
		fence(b, graded.Fault)
		return
	}
	switch graded.Status {
	case results.Unjudged:
		b.WriteString("Your teacher will look at this one: the server of the tests does not know some of its SQL. " +
			"If MySQL does, the failures below are not yours.\n\n")
		graded.Fault = ""
	case results.Held:
		b.WriteString("Your teacher will look at this one: your program does not do what its parts did in the tests. " +
			"Run it by hand, and compare. Until then only what the program itself shows has points.\n\n")
		graded.Fault = ""
	}
	if graded.Points == graded.Max {
		fmt.Fprintf(b, "All %d points. Well done!\n", graded.Points)
		return
	}
	fmt.Fprintf(b, "%d of %d points.\n\n", graded.Points, graded.Max)
	for _, p := range parts(e, graded) {
		fmt.Fprintf(b, "- %s: %d of %d", p.name, p.points, p.max)
		if p.about != "" {
			fmt.Fprintf(b, ", %s", inline(p.about))
		}
		b.WriteByte('\n')
	}
	if graded.Fault != "" {
		b.WriteString("\nThe run ended early:\n")
		fence(b, public(graded.Fault))
	}
	notRun, began := 0, b.Len()
	told := make(map[string]one) // by cause, the first check that failed for it
	for _, c := range all {
		cause := c.cause()
		first, again := told[cause]
		switch {
		case c.skipped() || !c.failed:
		case c.Status == runner.NotRun:
			notRun++
		case again && cause != "":
			fmt.Fprintf(b, "\n### ✗ %s (%s)\n\nThe same: see %s.\n",
				inline(c.info.Sentence), c.verdict, inline(first.info.Sentence))
			if c.Hint != "" && c.Hint != first.Hint {
				fmt.Fprintf(b, "\nHint: %s\n", inline(c.Hint))
			}
		default:
			told[cause] = c
			fmt.Fprintf(b, "\n### ✗ %s (%s)\n", inline(c.info.Sentence), c.verdict)
			if len(c.Public) > 0 {
				fence(b, texts(c.Public))
			}
			if c.Ended != "" {
				b.WriteString("\nDuring this check the program ended:\n")
				fence(b, public(c.Ended))
			}
			advise(b, runner.AdviceOn(c.Ended, c.Said, c.Failures))
			if len(c.Public) == 0 && c.Ended == "" {
				fmt.Fprintf(b, "\nWhat it saw has data that stay hidden. "+
					"`go tool workbook check %s` shows the like with data that do not.\n", number(graded.Exercise))
			}
			if c.Hint != "" {
				fmt.Fprintf(b, "\nHint: %s\n", inline(c.Hint))
			}
		}
	}
	if strings.Contains(b.String()[began:], receipt.NotShown) {
		fmt.Fprintf(b, "\n%s\n", whyNotShown(graded.Exercise))
	}
	if notRun > 0 {
		fmt.Fprintf(b, "\n%d more checks did not run.\n", notRun)
	}
}

// whyNotShown says why something is left out.
func whyNotShown(exercise string) string {
	return fmt.Sprintf("Where it says %s, your code said or returned something that could have hidden data in it. "+
		"`go tool workbook check %s` shows it, with data that everyone can see.", receipt.NotShown, number(exercise))
}

// number returns the number that an exercise's name begins with.
func number(exercise string) string {
	number, _, _ := strings.Cut(exercise, "-")
	return number
}

// advise writes what to do, if anything is known.
func advise(b *strings.Builder, do string) {
	if do != "" {
		fmt.Fprintf(b, "\nWhat to do: %s\n", inline(do))
	}
}

var digits = regexp.MustCompile(`\d+`)

// cause returns what tells one idea from another: what was wanted and seen up to numbers, and how the program ended. It
// is empty for a check that says neither.
func (c one) cause() string {
	cause := public(c.Ended)
	for _, f := range c.Public {
		if f.Want+f.Got != "" {
			cause += "\n" + f.Want + "\n" + f.Got
		}
	}
	if cause == "" {
		return ""
	}
	return string(c.info.Group) + "\n" + digits.ReplaceAllString(cause, "0")
}

// markup is what Markdown, or the HTML and the mathematics in it, could take for more than text.
var markup = regexp.MustCompile("[\\\\`*_\\[\\]#|<>&~$]")

// inline returns text that Markdown shows as it is, on one line.
func inline(text string) string { return escaped(shown(text)) }

func escaped(text string) string {
	return markup.ReplaceAllString(strings.Join(strings.Fields(text), " "), `\$0`)
}

// fence writes text as a block of code that the text cannot end.
func fence(b *strings.Builder, text string) {
	ticks := "```"
	for strings.Contains(text, ticks) {
		ticks += "`"
	}
	fmt.Fprintf(b, "\n%stext\n%s\n%s\n", ticks, shown(text), ticks)
}
