package reports

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"html/template"

	"example.com/generators/shared/workbook/results"
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

// page returns the instructor's page. It needs no other file. Its policy lets the browser run this script and no other, and
// fetch nothing; the script takes all that students wrote as text.
func page(r *results.Results) ([]byte, error) {
	data, err := json.Marshal(r) // which writes <, > and & as \u003c and so on
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = pageTemplate.Execute(&b, map[string]any{
		"Policy":   "default-src 'none'; base-uri 'none'; form-action 'none'; style-src '" + hash(pageStyle) + "'; script-src '" + hash(pageScript) + "'",
		"Style":    template.CSS(pageStyle),
		"Script":   template.JS(pageScript),
		"Data":     template.JS(data),
		"Seed":     r.Seed,
		"Workbook": r.Workbook,
		"Sandbox":  r.Sandbox,
		"Students": len(r.Students),
	})
	return b.Bytes(), err
}

// hash is how a policy names a text.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
