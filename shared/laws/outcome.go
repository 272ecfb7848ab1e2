package laws

import (
	"errors"
	"fmt"
	"iter"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"example.com/generators/shared/diff"
	"example.com/generators/shared/receipt"
)

// outcome is what a loop over a generator saw.
type outcome[T any] struct {
	values []T   // of the pairs without an error
	err    error // of the first pair with an error
	zero   bool  // that pair's value was the zero value
	after  int   // pairs after that pair
}

// watch ranges over seq to its end, or until body returns false. Body is called with the number of values so far; nil
// never stops. A generator that yields far more than it should is stopped too.
func (r *run[T]) watch(seq iter.Seq2[T, error], body func(values int) bool) outcome[T] {
	var o outcome[T]
	for value, err := range seq {
		switch {
		case o.err != nil:
			o.after++
		case err != nil:
			r.Spy.Note("loop got an error")
			o.err, o.zero = err, reflect.ValueOf(&value).Elem().IsZero()
			continue
		default:
			r.Spy.Note("loop got a value")
			o.values = append(o.values, clone(value)) // what comes of the value itself is for another law
		}
		if body != nil && !body(len(o.values)) {
			r.Spy.Note("loop body broke")
			return o
		}
		if len(o.values)+o.after > r.most {
			r.Spy.Note("loop gave up")
			return o
		}
	}
	r.Spy.Note("loop ended")
	return o
}

// values returns the values of steps.
func values[T any](steps []step[T]) []T {
	var values []T
	for _, step := range steps {
		values = append(values, step.value)
	}
	return values
}

// expect fails the test unless the outcome is all that the generator should yield, without an error.
func (r *run[T]) expect(o outcome[T]) bool {
	if o.err != nil {
		r.Fail("no error", receipt.Hide(o.err))
		return false
	}
	difference := diff.Of(values(r.want), o.values)
	f := receipt.Failure{
		Want: fmt.Sprintf("%d values, as inserted", len(r.want)),
		Got:  fmt.Sprintf("%d values", len(o.values)),
	}
	if fields := fieldsOf(difference); len(o.values) == len(r.want) && len(fields) > 0 {
		f.Got += ", but not each " + strings.Join(fields, " and ") // the difference itself can be hidden
	}
	return !r.differ(f, "(-want +got)", difference)
}

// fieldsOf returns the names of the fields that a difference is in, each once.
func fieldsOf(difference string) (fields []string) {
	for _, found := range field.FindAllStringSubmatch(difference, -1) {
		fields = append(fields, found[1])
	}
	slices.Sort(fields) // their order would tell more of hidden data than their names
	return slices.Compact(fields)
}

var field = regexp.MustCompile(`(?m)^[-+] [^:"]*\.(\w+): `)

// expectError fails the test unless the outcome ends in one error, once and last, with the zero value and the cause in
// it if cause is not nil; and unless from least to most values come before it.
func (r *run[T]) expectError(o outcome[T], cause error, least, most int) {
	switch {
	case cause == nil && !r.Spy.Faulted():
		r.fail(receipt.Failure{
			Want: "all rows read, one of which cannot be scanned", Got: fmt.Sprintf("%d rows read", r.Spy.Rows()),
			Unseen: "what it says of that row",
		})
	case o.err == nil:
		r.Fail("an error pair at the end", fmt.Sprintf("%d values and no error", len(o.values)))
	case cause != nil && !finds(o.err, cause):
		r.LostCause(o.err, cause)
		r.Fail(Wanted(o.err, cause), receipt.HideQuoted(o.err.Error()))
	case cause != nil && !Wraps(o.err, cause):
		r.Fail("an error in which errors.Is finds only the cause", "one in which it finds others too")
	case cause == nil && flattened(o.err):
		r.Fail("an error with that of Scan in it (wrap it with %w)", receipt.HideQuoted(o.err.Error()))
	case !o.zero:
		r.Advice = "yield the zero value beside an error: nil for a slice, not an empty one, and a struct with no field set"
		r.Fail("the zero value with the error", "another value")
	case o.after > 0:
		r.Advice = "return after the yield of an error, whatever it is and whatever yield returns"
		r.Fail("the error as the last pair", fmt.Sprintf("%d more pair(s) after it", o.after))
	case len(o.values) < least:
		r.Advice = "yield what came before the error, and then the error"
		r.Fail(fmt.Sprintf("%s before the error", between(least, most)), fmt.Sprintf("%d values", len(o.values)))
	case len(o.values) > most:
		r.Advice = "yield what was whole before the error, then the error, and no half batch that it cut short"
		r.Fail(fmt.Sprintf("%s before the error", between(least, most)), fmt.Sprintf("%d values", len(o.values)))
	}
}

// flattened reports whether an error has the words of what a Scan returned, and no error of these words in it.
func flattened(err error) bool {
	const words = "sql: Scan error on column"
	if !strings.Contains(err.Error(), words) {
		return false
	}
	for range 100 { // an error can unwrap itself for ever
		if err == nil || strings.HasPrefix(err.Error(), words) {
			return err == nil
		}
		if _, several := err.(interface{ Unwrap() []error }); several {
			return false
		}
		err = errors.Unwrap(err)
	}
	return true
}

func between(least, most int) string {
	if least == most {
		return fmt.Sprintf("%d value(s)", least)
	}
	return fmt.Sprintf("%d to %d values", least, most)
}
