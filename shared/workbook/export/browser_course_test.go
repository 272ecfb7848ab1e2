//go:build browser

package export_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/submission"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
)

// TestAPageOf500StudentsInABrowser is about what a page of six does not show. It works with all checks of all exercises
// open.
func TestAPageOf500StudentsInABrowser(t *testing.T) {
	path := filepath.Join(writeOf(t, course(t, 500)), "report.html")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 3<<20 {
		t.Errorf("the page has %d KiB, want at most 3 MiB", info.Size()>>10)
	}
	b := browse(t, path, 1400, 900)
	shoot(t, b.ctx, "course")
	b.do(chromedp.Click("#expand", chromedp.ByQuery))

	b.says("rows", `document.querySelectorAll("tbody tr").length`, "500")
	b.says("whether what is out of sight costs little", `document.querySelectorAll("*").length < 60000`, "true")
	last := `document.querySelector("tbody tr:last-child").querySelectorAll("td button").length`
	b.says("cells of the last row, which is out of sight", last, "5")
	b.do(chromedp.Evaluate(`document.querySelector(".scroll").scrollTo(5000, 1e6)`, nil))
	b.says("whether the last row has its checks when it is seen", later(last+" > 200"), "true")
	b.says(
		"how far the name is from the left edge then",
		`document.querySelector("tbody tr:last-child th").getBoundingClientRect().left - `+
			`document.querySelector(".scroll").getBoundingClientRect().left`,
		"1",
	)
	b.says(
		"how far the heading is from the top edge then",
		`document.querySelector("thead").getBoundingClientRect().top - `+
			`document.querySelector(".scroll").getBoundingClientRect().top`,
		"1",
	)
	b.says(
		"stops of the Tab key in the table then",
		`document.querySelectorAll('tbody button:not([tabindex="-1"])').length`,
		"1",
	)
	shoot(t, b.ctx, "course-all")

	b.do(chromedp.Evaluate(`document.getElementById("filter").focus()`, nil), chromedp.KeyEvent("student-48"))
	b.says(
		"whether the rows are those that somebody types",
		later(`document.querySelectorAll("tbody tr").length === 10`),
		"true",
	)
	b.says("what is said of it", `document.getElementById("shown").textContent`, "10 of 500 students")
	b.do(chromedp.Evaluate(`document.getElementById("filter").value = ""; `+
		`document.getElementById("filter").dispatchEvent(new Event("input"))`, nil))
	b.says("whether all rows are back", later(`document.querySelectorAll("tbody tr").length === 500`), "true")

	b.says("the page before it is printed", `document.querySelectorAll("th.check").length > 200`, "true")
	b.do(chromedp.EmulateViewport(760, 1100), emulation.SetEmulatedMedia().WithMedia("print"))
	b.says(
		"whether the table fits the paper",
		later(`document.querySelectorAll("tbody tr").length === 500 && document.querySelectorAll("th.check").length === 0 `+
			`&& document.documentElement.scrollWidth === innerWidth`),
		"true",
	)
	shoot(t, b.ctx, "course-print")
	b.do(emulation.SetEmulatedMedia().WithMedia(""))
	b.says("the page after it was printed", later(`document.querySelectorAll("th.check").length > 200`), "true")
}

func TestEveryColumnSortsInABrowser(t *testing.T) {
	b := browse(t, filepath.Join(writeOf(t, course(t, 45)), "report.html"), 1400, 900)
	const ascends = `(texts => texts.every((t, i) => i === 0 || texts[i - 1] <= t))`
	for _, test := range []struct {
		key, column   string // the column as a list of numbers or texts
		first, second string // aria-sort after one click and two
	}{
		{
			"total", `[...document.querySelectorAll("td.total")].map(e => +e.textContent).filter(n => n >= 0)`, "descending",
			"ascending",
		},
		{
			"seconds", `[...document.querySelectorAll("td.total + td")].map(e => parseFloat(e.textContent) || 0)`, "descending",
			"ascending",
		},
		{
			"memory", `[...document.querySelectorAll("td:last-child")].map(e => parseFloat(e.textContent) || 0)`, "descending",
			"ascending",
		},
		{
			"exercise0", `[...document.querySelectorAll("th + td.sum")].map(e => parseInt(e.textContent) || 0)`, "descending",
			"ascending",
		},
		{"name", `[...document.querySelectorAll("tbody th")].map(e => e.textContent)`, "ascending", "descending"},
	} {
		head := fmt.Sprintf(`document.querySelector('thead [data-sort="%s"]')`, test.key)
		for _, want := range []string{test.first, test.second} {
			b.do(chromedp.Evaluate(head+`.click()`, nil))
			b.says("aria-sort of "+test.key, head+`.parentNode.getAttribute("aria-sort")`, want)
			column := test.column
			if want == "descending" {
				column += ".reverse()"
			}
			b.says("whether "+test.key+" is "+want, ascends+"("+column+")", "true")
		}
	}
	b.do(chromedp.EmulateViewport(1400, 4000)) // no row is far, so every cell is there in the end
	b.do(chromedp.Click("#expand", chromedp.ByQuery))
	b.do(chromedp.Evaluate(`document.querySelector('thead [data-sort="check0.4"]').click()`, nil))
	b.says(
		"whether the cells of all students are there",
		later(`document.querySelectorAll('[data-exercise="0"][data-check="4"]').length === `+
			`document.querySelectorAll("tbody tr").length`),
		"true",
	)
	b.says(
		"the checks 0.5, those that failed first",
		`[...document.querySelectorAll('[data-exercise="0"][data-check="4"]')].map(e => `+
			`e.textContent).join("").replace(/✗+–*✓+/, "in order")`,
		"in order",
	)
	b.says(
		"what the list of orders shows then",
		`document.getElementById("sort").selectedOptions[0].textContent`,
		"0.5 "+course(t, 0).Exercises[0].Checks[4].Sentence,
	)
}

func TestTheKeyboardReachesEveryCellInABrowser(t *testing.T) {
	b := browse(t, filepath.Join(writeOf(t, course(t, 45)), "report.html"), 1400, 900)
	b.do(chromedp.Click("#expand", chromedp.ByQuery))
	b.says(
		"stops of the Tab key in the table",
		`document.querySelectorAll('tbody button:not([tabindex="-1"])').length`,
		"1",
	)
	b.do(chromedp.Evaluate(`document.querySelector('tbody [tabindex="0"]').focus()`, nil))
	const at = `[document.activeElement.dataset.student, document.activeElement.dataset.exercise, ` +
		`document.activeElement.dataset.check]`
	for _, step := range []struct{ key, want string }{
		{"\u0303", "0,0,0"}, // right
		{"\u0301", "1,0,0"}, // down
		{"\u0303", "1,0,1"},
		{"\u0302", "1,0,0"}, // left
		{"\u0304", "0,0,0"}, // up
		{"\u0304", "0,0,0"}, // up, where there is nothing
	} {
		b.do(chromedp.KeyEvent(step.key))
		b.says("the cell with the focus", at, step.want)
	}
	b.do(chromedp.KeyEvent("\r"))
	b.says("the dialog after Enter", `document.getElementById("detail").open`, "true")
	b.do(chromedp.KeyEvent("\x1b"))
	b.says("the cell with the focus after Escape", at, "0,0,0")
}

func TestThePhoneInABrowser(t *testing.T) {
	b := browse(t, filepath.Join(writeOf(t, course(t, 45)), "report.html"), 390, 844)
	const wide = `document.documentElement.scrollWidth`
	b.says("the page's width", wide, "390")
	shoot(t, b.ctx, "course-phone")
	b.do(dark)
	b.do(chromedp.Evaluate(`document.querySelector(".controls").scrollIntoView()`, nil))
	shoot(t, b.ctx, "course-phone-dark")
	b.do(emulation.SetEmulatedMedia().WithMedia(""))
	b.do(chromedp.Click("#expand", chromedp.ByQuery))
	b.do(chromedp.Evaluate(`document.querySelector(".controls").scrollIntoView(); `+
		`document.querySelector(".scroll").scrollTo(700, 300)`, nil))
	b.says("whether the table scrolls in its own box", `document.querySelector(".scroll").scrollLeft`, "700")
	shoot(t, b.ctx, "course-phone-table")
	b.do(chromedp.Evaluate(`document.querySelectorAll("td.fail button")[20].click()`, nil))
	b.says("the page's width with a dialog", wide, "390")
	b.says(
		"whether the dialog fits",
		`(r => r.left >= 0 && r.right <= 390 && r.bottom <= 844)(document.getElementById("detail").getBoundingClientRect())`,
		"true",
	)
	shoot(t, b.ctx, "course-phone-detail")
}

func TestAStudentsOwnPageInABrowser(t *testing.T) {
	r := course(t, 12)
	b := browse(t, filepath.Join(writeOf(t, r), "students", "student-006", "feedback.html"), 390, 844)
	b.says("the page's width on a phone", `document.documentElement.scrollWidth`, "390")
	b.says("its rows", `document.querySelectorAll("tbody tr").length`, strconv.Itoa(len(r.Exercises)))
	b.says("its scripts", `document.scripts.length`, "0")
	shoot(t, b.ctx, "own-phone")
	b.do(chromedp.EmulateViewport(1400, 900), dark)
	shoot(t, b.ctx, "own-dark")
}

// dark is what a browser says where a person wants dark pages.
var dark = emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
	{Name: "prefers-color-scheme", Value: "dark"},
})

// browsing is a page open in a browser.
type browsing struct {
	t   *testing.T
	ctx context.Context
}

// browse opens a page. What the browser finds wrong with it, such as a script or a style that its policy forbids, is a
// fault, and so is whatever else the page asks for.
func browse(t *testing.T, path string, width, height int64) browsing {
	t.Helper()
	page := "file://" + path
	// Chromium's own sandbox does not start as root; the page is ours
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox)
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	// it knows fewer events than the browser sends
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithErrorf(func(string, ...any) {}))
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	chromedp.ListenTarget(ctx, func(event any) {
		switch event := event.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("the page's script failed: %v", event.ExceptionDetails)
		case *log.EventEntryAdded:
			t.Errorf("the browser says: %s", event.Entry.Text)
		case *network.EventRequestWillBeSent:
			if event.Request.URL != page {
				t.Errorf("the page asked for %s", event.Request.URL)
			}
		}
	})
	b := browsing{t, ctx}
	b.do(
		log.Enable(),
		network.Enable(),
		chromedp.EmulateViewport(width, height),
		chromedp.Navigate(page),
		chromedp.WaitVisible("tbody tr", chromedp.ByQuery),
	)
	return b
}

func (b browsing) do(actions ...chromedp.Action) {
	b.t.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// later is a script that comes to true as soon as condition does, within a few seconds: the browser tells the page of
// what happened when it next draws.
func later(condition string) string {
	return `new Promise(done => { let tries = 0; const look = () => (` + condition + `) || ++tries > 100 ? done(` +
		condition + `) : setTimeout(look, 50); look(); })`
}

// says reports whether a script comes to what is wanted.
func (b browsing) says(what, script, want string) {
	b.t.Helper()
	var got string
	await := func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
	b.do(chromedp.Evaluate("(async () => String(await ("+script+")))()", &got, await))
	if diff := cmp.Diff(want, got); diff != "" {
		b.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// course returns the results of students in the workbook's own exercises, made up, and the same each time.
func course(t *testing.T, students int) *results.Results {
	t.Helper()
	all, err := exercise.All("../../..")
	if err != nil {
		t.Fatal(err)
	}
	r := &results.Results{
		Schema: results.SchemaName, Seed: 4711, Workbook: "5bb1a0c3d2e4f697",
		Sandbox: "Linux namespaces",
	}
	for _, e := range all {
		made := results.Exercise{Name: e.Name, Title: e.Title, Points: e.Most()}
		for _, c := range e.Checks {
			made.Checks = append(
				made.Checks,
				results.CheckInfo{Test: c.Test, Sentence: c.Sentence(), Group: c.Group, Weight: c.Weight},
			)
		}
		r.Exercises = append(r.Exercises, made)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range students {
		skill := 0.55 + 0.5*random.Float64()
		s := results.Student{Name: fmt.Sprintf("student-%03d", i+1), Ignored: []string{}, Faults: []string{}}
		if i%40 == 7 {
			s.Name += " with a name longer than most of the others"
		}
		s.Origin = submission.Origin{Layout: "workbook", Names: []string{s.Name + ".zip"}, Attempt: 1, Attempts: 1}
		switch i % 12 {
		case 3:
			s.Origin = submission.Origin{}
		case 5:
			s.Late, s.Attempt, s.Attempts = true, 2, 2
		case 6:
			s.Unlisted = true
		case 9, 10:
			s.Files = fmt.Sprint(i / 12)
		}
		for _, e := range all {
			g := attempt(random, skill, e)
			switch {
			case i%12 == 3:
				g = empty(e, results.NotHandedIn, "nothing was handed in")
			case i == 8:
				g = empty(e, results.NotGraded, "no space left on device")
			case i%15 == 11 && e.Number() == 2:
				g = empty(e, results.Completed, "")
			case i%15 == 13 && e.Number() == 1:
				g.Status, g.Fault = results.Held, "inside all went well, and outside hardly anything"
			}
			s.Exercises = append(s.Exercises, g)
		}
		r.Students = append(r.Students, s)
	}
	r.Sort()
	return r
}

// empty returns a verdict without points.
func empty(e *exercise.Exercise, status results.Status, fault string) results.Graded {
	g := results.Graded{Exercise: e.Name, Status: status, Fault: fault}
	var all runner.Result
	for _, c := range e.Checks {
		check := results.Check{Test: c.Test, Status: runner.NotRun}
		if status == results.Completed {
			check.Status = runner.Failed
		}
		all.Checks = append(all.Checks, runner.Check{Test: check.Test, Status: check.Status})
		g.Checks = append(g.Checks, check)
	}
	g.Score = all.Score(e, runner.Check.Skipped)
	return g
}

// attempt returns one student's verdict in one exercise.
func attempt(random *rand.Rand, skill float64, e *exercise.Exercise) results.Graded {
	g := results.Graded{Exercise: e.Name, Status: results.Completed}
	var all runner.Result
	switch dice := random.IntN(40); {
	case dice == 0:
		g.Status, g.Fault = results.NotFound, e.Edits[0]+" is not there"
	case dice == 1:
		g.Status, g.Fault = results.Rejected, e.Edits[0]+":4: imports \"os\", which is not allowed"
	case dice == 2:
		g.Status, g.Fault = results.NotBuilt, e.Edits[0]+":31:2: missing return"
	default:
		g.Measured = &results.Measured{Seconds: 1 + random.Float64(), PeakMemoryBytes: 30<<20 + random.Int64N(40<<20)}
	}
	for i, c := range e.Checks {
		check := results.Check{Test: c.Test, Status: runner.NotRun}
		hard := 0.04 * float64(i%7)
		switch {
		case g.Status == results.NotBuilt:
			check.Status = runner.NotBuilt
		case g.Status == results.Completed && random.Float64() > skill-hard:
			check.Status = []runner.Status{
				runner.Failed, runner.Failed, runner.Failed, runner.TimedOut,
				runner.OutOfMemory,
			}[random.IntN(5)]
			check.Failures = []receipt.Failure{{
				Law:   "a generator reads no further than its consumer asks",
				Want:  "at most 16 rows ahead",
				Got:   "1000 rows ahead of row 1" + strings.Repeat("\nand so on", random.IntN(4)),
				Trace: "connect -> query -> next × 1000 -> yield(row 1)",
			}}
			check.Hint = c.Hints[0]
		case g.Status == results.Completed:
			check.Status = runner.Passed
		}
		all.Checks = append(all.Checks, runner.Check{Test: check.Test, Status: check.Status})
		g.Checks = append(g.Checks, check)
	}
	g.Score = all.Score(e, runner.Check.Skipped)
	return g
}
