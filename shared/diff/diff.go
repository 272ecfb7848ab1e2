// Package diff says how two values differ: for people, in few lines, and the same again each time.
//
// cmp.Diff does neither. It aligns slices and words its text by the second in which the process started, on purpose, so
// that nobody relies on them; and it may call a method Equal that is the student's.
package diff

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/google/go-cmp/cmp"
)

// maxLines is how many lines people read.
const maxLines = 8

// Of returns how want and got differ; empty if they do not. A line begins with - for what want has, or + for what got
// has, and says where: [3].Email. Of a long list of differences the first are told. A slice without elements is as good
// as nil.
func Of[T any](want, got T) string {
	var r reporter
	r.compare("", want, got)
	if len(r.lines) > maxLines {
		r.lines = append(r.lines[:maxLines-1], "... and more")
	}
	return strings.Join(r.lines, "\n")
}

// reporter is a cmp.Reporter that gathers differences.
type reporter struct {
	from  string // the place of the values that are compared, in those of Of
	steps cmp.Path
	lines []string
}

// compare gathers the differences of two values that have a place.
func (r *reporter) compare(place string, want, got any) {
	inside := reporter{from: place}
	cmp.Equal(want, got, wholes, exported, cmp.Reporter(&inside))
	r.lines = append(r.lines, inside.lines...)
}

func (r *reporter) PushStep(step cmp.PathStep) { r.steps = append(r.steps, step) }

func (r *reporter) PopStep() { r.steps = r.steps[:len(r.steps)-1] }

func (r *reporter) Report(result cmp.Result) {
	if result.Equal() {
		return
	}
	place := r.from
	for _, step := range r.steps {
		switch step.(type) {
		case cmp.StructField, cmp.MapIndex:
			place += step.String()
		}
	}
	want, got := r.steps.Last().Values()
	if r.steps.Last().Type().Kind() == reflect.Slice {
		r.align(place, want, got)
		return
	}
	a, b := text(want), text(got)
	if want.IsValid() {
		r.lines = append(r.lines, line("-", place, aside(a, b)))
	}
	if got.IsValid() {
		r.lines = append(r.lines, line("+", place, aside(b, a)))
	}
}

// maxAhead is how many elements in a row may be missing, or too many, for the others still to be told apart from them.
const maxAhead = 20

// align gathers the differences of two slices: elements that are missing, that are too many, and that differ.
func (r *reporter) align(place string, want, got reflect.Value) {
	i, j := 0, 0
	for (i < want.Len() || j < got.Len()) && len(r.lines) <= maxLines {
		gone := ahead(want, i, got, j)
		come := ahead(got, j, want, i)
		switch {
		case gone == 0:
			i, j = i+1, j+1
		case gone <= come && gone <= maxAhead:
			for end := i + gone; i < end; i++ {
				r.lines = append(r.lines, line("-", index(place, i), text(want.Index(i))))
			}
		case come <= maxAhead:
			for end := j + come; j < end; j++ {
				r.lines = append(r.lines, line("+", index(place, j), text(got.Index(j))))
			}
		default:
			r.compare(index(place, i), want.Index(i).Interface(), got.Index(j).Interface())
			i, j = i+1, j+1
		}
	}
}

// ahead returns how many elements of a from i on come before one that equals element j of b; more than maxAhead if none
// of the next does. Where b has ended, all of a that is left comes before.
func ahead(a reflect.Value, i int, b reflect.Value, j int) int {
	if j == b.Len() {
		return min(a.Len()-i, maxAhead)
	}
	for n := range min(a.Len()-i, maxAhead+1) {
		if equal(a.Index(i+n).Interface(), b.Index(j).Interface()) {
			return n
		}
	}
	return maxAhead + 1
}

func index(place string, i int) string { return fmt.Sprintf("%s[%d]", place, i) }

func line(sign, place, text string) string {
	if place != "" {
		place += ": "
	}
	return sign + " " + place + cut(text)
}

func equal(want, got any) bool { return cmp.Equal(want, got, wholes, exported) }

// wholes are compared without cmp, which would align a slice in one of two ways, and ask a method Equal.
var wholes cmp.Option

func init() { // not where it is declared, since the comparison of elements comes back to it
	isWhole := func(p cmp.Path) bool {
		_, hasEqual := p.Last().Type().MethodByName("Equal")
		return hasEqual || p.Last().Type().Kind() == reflect.Slice
	}
	wholes = cmp.FilterPath(isWhole, cmp.Comparer(func(want, got any) bool {
		if a, b := reflect.ValueOf(want), reflect.ValueOf(got); a.Kind() == reflect.Slice {
			return slices.EqualFunc(elements(a), elements(b), equal)
		}
		return reflect.DeepEqual(want, got)
	}))
}

var exported = cmp.Exporter(func(reflect.Type) bool { return true })

func elements(slice reflect.Value) (all []any) {
	for i := range slice.Len() {
		all = append(all, slice.Index(i).Interface())
	}
	return all
}

func text(value reflect.Value) string {
	if value.Kind() == reflect.Interface {
		value = value.Elem()
	}
	if value.Kind() == reflect.String {
		return strconv.Quote(value.String())
	}
	return plain(value, 0)
}

// Text returns a value as fmt.Sprintf("%+v") does, but asks no method of it, which may be the student's.
func Text(value any) string { return plain(reflect.ValueOf(value), 0) }

func plain(value reflect.Value, depth int) string {
	const deepest = 8
	var parts []string
	switch value.Kind() {
	case reflect.String:
		return value.String()
	case reflect.Bool:
		return strconv.FormatBool(value.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(value.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return strconv.FormatUint(value.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		return fmt.Sprint(value.Float())
	case reflect.Invalid:
		return "<nil>"
	}
	if depth == deepest {
		return "..."
	}
	switch value.Kind() {
	case reflect.Interface:
		return plain(value.Elem(), depth)
	case reflect.Pointer:
		return "&" + plain(value.Elem(), depth+1)
	case reflect.Struct:
		for i := range value.NumField() {
			parts = append(parts, value.Type().Field(i).Name+":"+plain(value.Field(i), depth+1))
		}
		return "{" + strings.Join(parts, " ") + "}"
	case reflect.Slice, reflect.Array:
		for i := range value.Len() {
			parts = append(parts, plain(value.Index(i), depth+1))
		}
		return "[" + strings.Join(parts, " ") + "]"
	}
	return "(" + value.Type().String() + ")"
}

// aside returns a, from a little before where it differs from b.
func aside(a, b string) string {
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	const before = 30 // bytes
	if same <= 2*before {
		return a
	}
	return "..." + strings.ToValidUTF8(a[same-before:], "")
}

func cut(text string) string {
	const most = 100 // bytes
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "..."
}
