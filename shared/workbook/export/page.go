package export

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"math"
	"slices"
	"strings"

	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/submission"
)

var (
	//go:embed page.html.tmpl
	pageSource string
	//go:embed page.css
	pageStyle string
	//go:embed page.js
	pageScript string

	pageTemplate = template.Must(template.New("page").Parse(pageSource))
)

// page returns the instructor's page. It needs no other file. Its policy lets the browser run this script and no other,
// and fetch nothing; the script takes all that students wrote as text.
func page(r *results.Results) ([]byte, error) {
	data, err := json.Marshal(newPageData(r)) // which writes <, > and & as \u003c and so on
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = pageTemplate.Execute(&b, map[string]any{
		"Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; " +
			"style-src '" + hash(pageStyle) + "'; script-src '" + hash(pageScript) + "'",
		"Style":    template.CSS(pageStyle),
		"Script":   template.JS(pageScript),
		"Data":     template.JS(data),
		"Seed":     r.Seed,
		"Workbook": r.Workbook,
		"Sandbox":  r.Sandbox,
		"Students": len(r.Students),
		"Ignored":  r.Ignored,
	})
	return b.Bytes(), err
}

// hash is how a policy names a text.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// pageData is the results as the page has them: each text once, since 500 students fail alike. That is a tenth of
// results.json.
type pageData struct {
	Texts     []string           `json:"texts"` // the first is empty; all others are named by their place here
	Exercises []results.Exercise `json:"exercises"`
	Students  []pageStudent      `json:"students"`

	places map[string]int
}

type pageStudent struct {
	Name string `json:"name"`
	submission.Origin
	Same      []string     `json:"same"` // who handed in the same, byte for byte
	Ignored   []string     `json:"ignored"`
	Faults    []string     `json:"faults"`
	Exercises []pageGraded `json:"exercises"`
}

type pageGraded struct {
	Status  int     `json:"status"`
	Word    int     `json:"word"`
	Fault   int     `json:"fault"`
	Points  int     `json:"points"`
	Parts   [][]int `json:"parts"` // name, points, most points, what there is to say
	Seconds float64 `json:"seconds"`
	Memory  int64   `json:"memory"`
	Checks  [][]int `json:"checks"` // status, milliseconds, message, trace, hint; zeros at the end left out
}

func newPageData(r *results.Results) *pageData {
	d := &pageData{Texts: []string{""}, Exercises: r.Exercises, Students: []pageStudent{}, places: map[string]int{"": 0}}
	for _, student := range r.Students {
		s := pageStudent{
			Name: student.Name, Origin: student.Origin, Same: append([]string{}, r.Same(student)...),
			Ignored: student.Ignored, Faults: student.Faults,
		}
		for i, graded := range student.Exercises {
			s.Exercises = append(s.Exercises, d.graded(r.Exercises[i], graded))
		}
		d.Students = append(d.Students, s)
	}
	return d
}

func (d *pageData) graded(e results.Exercise, graded results.Graded) pageGraded {
	g := pageGraded{
		Status: d.place(string(graded.Status)), Word: d.place(graded.Word()), Fault: d.place(graded.Fault),
		Points: graded.Points,
		Parts:  [][]int{}, Checks: [][]int{},
	}
	for _, p := range parts(e, graded) {
		g.Parts = append(g.Parts, []int{d.place(p.Name), p.Points, p.Max, d.place(p.About)})
	}
	if graded.Measured != nil {
		g.Seconds, g.Memory = graded.Measured.Seconds, graded.Measured.PeakMemoryBytes
	}
	for _, c := range graded.Checks {
		message, trace := told(c)
		check := []int{
			d.place(string(c.Status)), int(math.Round(c.Seconds * 1000)), d.place(message), d.place(trace), d.place(c.Hint),
		}
		for check[len(check)-1] == 0 {
			check = check[:len(check)-1]
		}
		g.Checks = append(g.Checks, check)
	}
	return g
}

// told returns what a check said, and the traces of its failures, by which students differ who fail alike.
func told(c results.Check) (message, trace string) {
	failures := slices.Clone(c.Failures)
	var traces []string
	for i := range failures {
		traces = append(traces, failures[i].Trace)
		failures[i].Trace = ""
	}
	return strings.TrimLeft(texts(failures)+"\n"+c.Said+c.Ended+c.Skip, "\n"), strings.Join(traces, "\n")
}

// place returns where text is in Texts, and puts it there if it is not.
func (d *pageData) place(text string) int {
	place, known := d.places[text]
	if !known {
		place = len(d.Texts)
		d.places[text], d.Texts = place, append(d.Texts, text)
	}
	return place
}
