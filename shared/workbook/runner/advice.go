package runner

import (
	"regexp"
	"strings"
	"sync"

	"example.com/generators/shared/program"
	"example.com/generators/shared/receipt"
)

// known are the words of the compiler, the runtime, a server and this package, with what a student can do about them.
// The first that fits is told.
var known = []struct{ said, do string }{
	{
		`main redeclared`,
		"A second func main is in the folder: delete it, since main.go has the program's; " +
			"if another .go file has it, remove the file.",
	},
	{
		`redeclared in this block|already declared at`,
		"The name is taken: it is declared twice. Rename yours or delete one of the two; " +
			"the compiler names both lines.",
	},
	{`imported and not used`, "Delete the import in that line, or use it."},
	{
		`declared and not used`,
		"Use the variable, or delete it; an err is there to be returned or yielded. " +
			"If := made a second one of the same name, write = instead.",
	},
	{
		`(main|_test)\.go:\d+:\d+: `,
		"A given file calls what your file must declare. Its name, parameters and results are those of the prototype " +
			"on the exercise's page.",
	},
	{`found packages|expected 'package'`, "Begin your file as the prototype on the exercise's page does."},
	{
		`unexpected EOF, expect|found 'EOF'`,
		"The file ends before all is closed: a brace or a parenthesis further up has no partner.",
	},
	{
		`channel from outside bubble`,
		"Something of one call is used again in another, with a handle of its own: a statement, a connection, a channel or " +
			"a result. Keep none outside of the function that you return.",
	},
	{`continued iteration after function for loop body returned false`, program.GoesOn + "."},
	{
		`continued iteration after`,
		"The loop had ended already, and yield was called again. Call yield only while the " +
			"range runs, and from its own goroutine.",
	},
	{
		`index out of range|slice bounds out of range`,
		"The line uses an index that the slice does not have. Think of an empty table, and " +
			"of a last batch or page that is not full.",
	},
	{`assignment to entry in nil map`, "The map was never made: make it before the first write."},
	{
		`nil pointer dereference\z`, // and no line of the student's below it
		"No line of yours was running: something called or ranged over a nil that your file returned. Return a function " +
			"in place of nil: return func(yield ...) { ... }.",
	},
	{
		`nil pointer dereference`,
		"The line uses something that is nil. After an error there are no rows: look at " +
			"err first, and return before you use the other value.",
	},
	{
		`makeslice|cannot allocate|out of memory`,
		"The line asks for more memory than there is. Let append make room for the rows " +
			"as they come.",
	},
	{`stack overflow|exceeds \d+-byte limit`, "A function calls itself again and again. Use a loop."},
	{
		`all goroutines are asleep|blocked goroutines remain|all goroutines in bubble are blocked`,
		"A goroutine is blocked forever: on a channel, a lock or a connection that is never released. " +
			"Look at each place in your file that waits, and at what ends the wait when the loop breaks.",
	},
	{
		`blocked forever`,
		"First of all something waits, and nothing ends the wait, such as a query for a connection that your own code " +
			"still holds: on a handle with a single connection, close the rows or the transaction before the next query.",
	},
	{
		`^stopped after .* without an end`,
		"A loop or a wait in your file did not end in this check, or took far too long, as a query for each row does on " +
			"a large table. Look at each for and what ends it, above all when nothing more comes, " +
			"after an error and after a break; and at each place that waits for a channel, a lock or a connection.",
	},
	{
		`^stopped after using more than`,
		"Too much is kept in memory, or values come without an end and the check keeps them. Look at what grows " +
			"with each row (a slice, a map, a string), and at what ends your loop.",
	},
	{`^stopped after printing more than`, "Something prints for each row: remove what prints."},
	{`not seeded yet`, ""}, // says enough, and no name in SQL is the reason
	{
		`Error 1146\b|table not found|Error 1049\b|database not found|Unknown database`,
		"The table or the database was not found. Name no database in SQL, write user_data " +
			"alone: the handle has chosen the database.",
	},
}

// OfTheMachine reports whether the words of a program say that the machine lacks something, which is no fault of who
// wrote the code under test.
func OfTheMachine(said string) bool { return lacks.MatchString(said) }

var lacks = regexp.MustCompile(
	`no space left on device|cannot allocate memory|too many open files|resource temporarily unavailable|` +
		`signal: (killed|terminated)|` +
		`sandbox: (build the box|set the limits|drop privileges|start )`) // of a launcher, in place of the program

// knownSaid are the patterns, made when the first is needed: most commands need none.
var knownSaid = sync.OnceValue(func() (all []*regexp.Regexp) {
	for _, k := range known {
		all = append(all, regexp.MustCompile(`(?m)`+k.said))
	}
	return all
})

// Advice returns what to do about words of the compiler, or about how a program ended. It is empty for words that say
// enough, and repeats none of them: a student may read it where they are hidden.
func Advice(said string) string {
	for i, pattern := range knownSaid() {
		if pattern.MatchString(said) {
			return known[i].do
		}
	}
	return ""
}

// AdviceOn returns the advice on how a check ended, or else on what it saw and said. An error that it wanted is one
// that it caused itself, and says nothing about the code.
func AdviceOn(ended, said string, failures []receipt.Failure) string {
	do := Advice(ended)
	got, want, _ := strings.Cut(said, "want")
	for _, f := range append([]receipt.Failure{{Got: got, Want: want}}, failures...) {
		if do == "" && Advice(f.Want) == "" {
			do = Advice(f.Got)
		}
	}
	return do
}
