// Package drawn draws the users of the tests from a seed, and takes them out of what a student may read. It does
// without the package seed, in which a student's file may not compile.
package drawn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"example.com/generators/shared/embedded/madeup"
	"example.com/generators/shared/receipt"
)

// maxAge is less than the greatest age that there is: who has eight bits for one fails where the greater ones are, and
// not at every table.
const maxAge = math.MaxInt8

var (
	names = []string{"Ada Lovelace", "Niamh O'Brien", "José Ñandú", "李小龍", " Zoë  Łukasiewicz"}
	ages  = []int{0, maxAge, 25, 26} // the least, a great one, and those around the one that exercise 2 asks about

	domains = []string{"example.com", "example.org", "example.net"} // more than one: an exercise can be about them
)

// Words are what texts in the rows of other tables begin with, before a space and a number: apostrophes, letters beyond
// ASCII, quotes, and spaces where nobody wants them.
var Words = []string{"Lovelace", "O'Brien", "José Ñandú", "李小龍", " Zoë  Łukasiewicz", `"quoted"`, "100 %"}

// Users returns n users in user_id order, which follow from the seed: 0 stands for those that everybody may see. No two
// have the same email, but some follow one of the same name. Among them are apostrophes, letters beyond ASCII,
// capitals, spaces where nobody wants them, some domains of emails, the least age and one of 127.
func Users(dataSeed uint64, n int) []madeup.User {
	users := make([]madeup.User, n)
	hidden := rand.New(rand.NewPCG(dataSeed, 0))
	for i := range users {
		name, number, age, domain := i%len(names), i, 1+(i*53+23)%120, i/2%len(domains)
		if dataSeed != 0 {
			name, number, age = hidden.IntN(len(names)), 1000*i+hidden.IntN(1000), hidden.IntN(maxAge+1)
			domain = hidden.IntN(len(domains))
		}
		if i%3 == 1 {
			age = ages[i/3%len(ages)]
		}
		users[i] = madeup.User{
			ID:    fmt.Sprintf("%08x-0000-4000-8000-%012x", i, number),
			Name:  fmt.Sprintf("%s %d", names[name], number),
			Email: fmt.Sprintf("User%d@%s", number, domains[domain]),
			Age:   age,
		}
		if i%4 == 3 {
			users[i].Name = users[i-1].Name
		}
	}
	return users
}

// shapes are those of the ids, emails and names of users, drawn or made up, and of the texts of other rows, in letters
// of any size and with any spaces.
var shapes = regexp.MustCompile(`(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b|` +
	`\buser\d+x*@(` + strings.Join(domains, "|") + `)|` +
	`(` + loose.Replace(strings.Join(slices.Concat(names, Words), "|")) + `)\s*\d+é*|` +
	`\b(` + strings.Join(madeup.FirstNames, "|") + `)\s+(` + strings.Join(madeup.LastNames, "|") + `)x*\b`)

// loose makes a pattern of names in which any spaces are, and quotes that stand in quotes.
var loose = strings.NewReplacer("  ", `\s*`, " ", `\s*`, `"`, `\\?"`)

// Redact returns text without the ids, names and emails of users of any seed, and without the texts of other rows.
func Redact(text string) string { return shapes.ReplaceAllLiteralString(text, receipt.NotShown) }
