package export

import (
	"bytes"
	_ "embed"
	"html/template"
	"regexp"
	"strings"
	text "text/template"

	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/runner"
)

var (
	//go:embed feedback.md.tmpl
	markdownSource string
	//go:embed feedback.html.tmpl
	htmlSource string

	markdown = text.Must(text.New("md").Funcs(text.FuncMap{"inline": inline, "fence": fence}).Parse(markdownSource))
	ownPage  = template.Must(template.New("html").Funcs(template.FuncMap{
		"shown": shown, "plain": func(text string) string { return strings.ReplaceAll(shown(text), "`", "") },
	}).Parse(htmlSource))
)

// accounts is what a student reads, the model of feedback.md and feedback.html. It has no hidden data.
type accounts struct {
	Name        string
	Ungraded    bool
	Points, Max int
	Faults      []string
	Exercises   []account
}

// account is what a student reads of an exercise: what is missing, why, and a hint.
type account struct {
	results.Exercise
	Word        string // how it ended
	Points, Max int
	Missing     string // why there is nothing
	Lead, Do    string // what there is to say of the whole, and what to do
	Code        string // that goes with it
	Parts       []part
	Early       string // how the run ended early
	Failed      []failing
	NotRun      int
	Hidden      string // why something is not shown
}

// failing is a check that failed.
type failing struct {
	Sentence, Verdict    string
	Same                 string // the sentence of another check that failed for the same cause
	Saw, Ended, Do, Hint string
	Unseen               string // the number of the exercise whose check shows what is left out here
}

// feedback returns what a student reads, in Markdown.
func feedback(r *results.Results, student results.Student) ([]byte, error) {
	var b bytes.Buffer
	err := markdown.Execute(&b, accountsOf(r, student))
	return b.Bytes(), err
}

// feedbackPage returns the same as a page for a browser, which runs no script and needs no other file.
func feedbackPage(r *results.Results, student results.Student) ([]byte, error) {
	var b bytes.Buffer
	err := ownPage.Execute(&b, map[string]any{
		"Of": accountsOf(r, student), "Style": template.CSS(pageStyle),
		"Policy": "default-src 'none'; style-src '" + hash(pageStyle) + "'",
	})
	return b.Bytes(), err
}

func accountsOf(r *results.Results, student results.Student) accounts {
	a := accounts{
		Name: legal(student.Name), Ungraded: student.Ungraded(), Points: student.Points(), Max: r.MaxPoints(),
		Faults: student.Faults,
	}
	all := checks(r, student)
	for i, e := range r.Exercises {
		a.Exercises = append(a.Exercises, accountOf(e, student.Exercises[i], all[:len(e.Checks)]))
		all = all[len(e.Checks):]
	}
	return a
}

func accountOf(e results.Exercise, graded results.Graded, all []one) account {
	a := account{Exercise: e, Word: graded.Word(), Points: graded.Points, Max: graded.Max}
	switch graded.Status {
	case results.NotFound, results.NotHandedIn:
		a.Missing = graded.Fault
		return a
	case results.Rejected:
		a.Lead, a.Code = "Not run, since it breaks a rule that keeps the grading safe. "+
			"`go tool workbook check` shows the same before you hand in.", graded.Fault
		return a
	case results.NotBuilt:
		a.Lead, a.Do, a.Code = "It does not compile:", runner.Advice(graded.Fault), graded.Fault
		return a
	case results.Unjudged:
		a.Lead = "Your teacher will look at this one: the server of the tests does not know some of its SQL. " +
			"If MySQL does, the failures below are not yours."
		graded.Fault = ""
	case results.Held:
		a.Lead = "Your teacher will look at this one: your program does not do what its parts did in the tests. " +
			"Run it by hand, and compare. Until then only what the program itself shows has points."
		graded.Fault = ""
	}
	if graded.Points == graded.Max {
		return a
	}
	a.Parts = parts(e, graded)
	if fault := early(graded); fault != "" {
		a.Early = public(fault) + "\n" // not empty, whatever may be shown of it
	}
	first := make(map[string]one) // by cause, the first check that failed for it
	for _, c := range all {
		cause := c.cause()
		same, again := first[cause]
		switch {
		case c.skipped() || !c.failed:
		case c.Status == runner.NotRun:
			a.NotRun++
		case again && cause != "":
			f := failing{Sentence: c.info.Sentence, Verdict: c.verdict, Same: same.info.Sentence}
			if c.Hint != same.Hint {
				f.Hint = c.Hint
			}
			a.Failed = append(a.Failed, f)
		default:
			first[cause] = c
			f := failing{
				Sentence: c.info.Sentence, Verdict: c.verdict, Saw: texts(c.Public), Hint: c.Hint,
				Do: runner.AdviceOn(c.Ended, c.Said, c.Failures),
			}
			if c.Ended != "" {
				f.Ended = public(c.Ended) + "\n"
			} else if len(c.Public) == 0 {
				f.Unseen = number(e.Name)
			}
			if strings.Contains(f.Saw, receipt.NotShown) {
				a.Hidden = whyNotShown(e.Name)
			}
			a.Failed = append(a.Failed, f)
		}
	}
	return a
}

// whyNotShown says why something is left out.
func whyNotShown(exercise string) string {
	return "Where it says " + receipt.NotShown + ", your code said or returned something that could have hidden data " +
		"in it. `go tool workbook check " + number(exercise) + "` shows it, with data that everyone can see."
}

// number returns the number that an exercise's name begins with.
func number(exercise string) string {
	number, _, _ := strings.Cut(exercise, "-")
	return number
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

// fence returns text as a block of code that the text cannot end.
func fence(text string) string {
	ticks := "```"
	for strings.Contains(text, ticks) {
		ticks += "`"
	}
	return "\n" + ticks + "text\n" + shown(strings.TrimSuffix(text, "\n")) + "\n" + ticks + "\n"
}
