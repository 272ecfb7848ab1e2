// Package catalog has the words of every law of generators and of every static rule, and what each law usually
// weighs. It imports nothing of ours: a program that only shows a law links neither a database server nor an analyzer.
package catalog

import "strings"

// Law is a law of generators. The package laws has the function that decides it, under the same name.
type Law struct {
	Name     string // of its subtest
	Sentence string
	Advice   string // how to keep it, whatever the form of the generator
	Group    Group
	Weight   int // compared with the other checks of its group, usually
	Hints    Hints

	Essential bool // a solution that breaks it earns nothing for its group
	Telling   bool // if it fails, others fail for the same reason and say less: it is the one to show

	// Follows are laws whose breach alone can show here too. Where one of them is broken, this one costs nothing more.
	Follows []string
}

// Group is what a check is about. Points are shared out by groups, so that an idea is charged once.
type Group string

const (
	Results Group = "results" // the right values, however often
	Lazy    Group = "lazy"    // no more, and no sooner, than the loop asks for
	Release Group = "release" // what it holds, and lets go of
	Errors  Group = "errors"  // what it says when something fails
)

// Groups are the groups in the order in which they are shown.
var Groups = []Group{Results, Lazy, Release, Errors}

// Form is how a generator comes by what it yields. A hint that helps with one form is wrong for another.
type Form string

const (
	Rows    Form = "rows"    // it queries, and yields something for each row
	Batches Form = "batches" // it queries, and yields some rows together
	Pages   Form = "pages"   // it calls a function for each page, and has no SQL of its own
	Over    Form = "over"    // it ranges over another generator, and has no SQL of its own
	Any     Form = ""        // every form that has no hints of its own
)

// Forms are the forms that a generator can have.
var Forms = []Form{Rows, Batches, Pages, Over}

// HasSQL reports whether a generator of this form queries itself.
func (f Form) HasSQL() bool { return f == Rows || f == Batches }

// Over returns the law with order, which the query of a generator orders by, in its words.
func (l Law) Over(order string) Law {
	words := fill([]string{l.Sentence, l.Advice}, "{order}", order)
	l.Sentence, l.Advice = words[0], words[1]
	return l
}

// Hints are a law's hints for each form, the weakest first. In them, {from} is the function that a generator calls or
// ranges over, and {order} what the query orders by.
type Hints map[Form][]string

// For returns the hints for a generator of that form over the function from, if it has one, in that order.
func (h Hints) For(form Form, from, order string) []string {
	hints, ok := h[form]
	if !ok {
		hints = h[Any]
	}
	return fill(fill(hints, "{from}", from), "{order}", order)
}

// Rule is a static rule. The package rules has the analyzer that decides it, under the same name.
type Rule struct {
	Name     string // of its subtest
	Sentence string
	Advice   string // how to keep it
	Hints    []string

	// Dangerous code is not run by a grader, and earns nothing: it could reach beyond the exercise, or interfere with its
	// tests.
	Dangerous bool

	// Groups are those whose laws see the same at run time. Where one of them does, the rule costs nothing more.
	Groups []Group

	// Follows are rules whose breach alone can show here too. Where one of them is broken, this one costs nothing more.
	Follows []string

	// Needs is the key under [rules] without which an exercise does not have the rule; empty if every exercise has it.
	// In the words of the rule that key, in braces, is what the exercise says there.
	Needs string
}

// With returns the rule with value in place of each {key} in its words.
func (r Rule) With(key, value string) Rule {
	words := fill(append([]string{r.Sentence, r.Advice}, r.Hints...), "{"+key+"}", value)
	r.Sentence, r.Advice, r.Hints = words[0], words[1], words[2:]
	return r
}

// fill returns texts with value in place of each key.
func fill(texts []string, key, value string) []string {
	filled := make([]string, len(texts))
	for i, text := range texts {
		filled[i] = strings.ReplaceAll(text, key, value)
	}
	return filled
}
