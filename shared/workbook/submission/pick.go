package submission

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// strip takes the folder that holds all items off their names, unless it is one of the workbook's: what GitHub zips is
// in one named after the repository and the branch.
func strip(items []item, wanted []string) error {
	if len(items) == 0 {
		return nil
	}
	top := first(items[0].name)
	if slices.ContainsFunc(wanted, func(name string) bool { return strings.EqualFold(first(name), top) }) {
		return nil
	}
	if k := items[0].kind; len(items) == 1 && k != plain && k != folder {
		return refuse("is %s; submit the folder itself", k)
	}
	for _, it := range items {
		if first(it.name) != top || it.name == top && it.kind != folder {
			return nil
		}
	}
	for i, it := range items {
		items[i].name = strings.TrimPrefix(it.name, top+"/")
	}
	return nil
}

// first returns the folder of the top that a name is in.
func first(name string) string {
	name, _, _ = strings.Cut(name, "/")
	return name
}

// find gives each wanted file that is not in its place the place where its name is, and says so. A browser or a course
// platform may have changed the name a little: see loosely. Where several files have the name, none is taken.
func find(items []item, wanted []string) (faults []string) {
	for _, name := range wanted {
		near := func(it item) bool {
			return strings.EqualFold(it.name, name) || strings.HasPrefix(it.name, name+"/") ||
				strings.HasPrefix(name, it.name+"/") && it.kind != folder
		}
		if slices.ContainsFunc(items, near) {
			continue // what becomes of that is for read to say
		}
		found := named(items, wanted, func(base string) bool { return base == path.Base(name) })
		if len(found) == 0 {
			found = named(items, wanted, loosely(path.Base(name)).MatchString)
		}
		if len(found) == 1 {
			faults = append(faults, name+" was found as "+shown(found[0].name))
			found[0].name = name
		} else if len(found) > 1 {
			faults = append(faults, fmt.Sprintf("%s is not there, and %d other files have its name: %s, %s; hand in one of them",
				name, len(found), shown(found[0].name), shown(found[1].name)))
		}
	}
	return faults
}

// named returns the plain files whose base name is one that is meant, but for wanted ones.
func named(items []item, wanted []string, isMeant func(base string) bool) (found []*item) {
	for i, it := range items {
		if it.kind == plain && isMeant(path.Base(it.name)) && !slices.Contains(wanted, it.name) {
			found = append(found, &items[i])
		}
	}
	return found
}

// loosely returns what matches the base name of a file as browsers and course platforms change it: a student's name and
// numbers before it and _, a number behind it, .txt at the end.
func loosely(base string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(.*_)?` + nearly(base) + `$`)
}

// nearly returns a pattern for a base name with a number behind it and .txt at the end, or not.
func nearly(base string) string {
	stem, ending := strings.TrimSuffix(base, path.Ext(base)), path.Ext(base)
	return regexp.QuoteMeta(stem) + `(?: ?\(\d+\)|[- ]\d+)?` + regexp.QuoteMeta(ending) + `(?:\.txt)?`
}

// nearlyRight returns a sentence for each Go file that may have been meant for a wanted one that is not there: it has
// nearly its name, or is all that was handed in.
func nearlyRight(items []item, wanted []string) (faults []string) {
	var missing, others []string
	for _, name := range wanted {
		if !slices.ContainsFunc(items, func(it item) bool { return strings.EqualFold(it.name, name) }) {
			missing = append(missing, path.Base(name))
		}
	}
	for _, it := range items {
		if it.kind == plain && path.Ext(it.name) == ".go" && !strings.HasSuffix(it.name, "_test.go") &&
			!slices.ContainsFunc(wanted, func(name string) bool { return strings.EqualFold(it.name, name) }) {
			others = append(others, it.name)
		}
	}
	for _, other := range others {
		meant := slices.DeleteFunc(slices.Clone(missing), func(base string) bool {
			away := distance(path.Base(other), base)
			return away == 0 || away > len(base)/5 // 0: several files have the name, which find says
		})
		if len(meant) == 0 && len(others) == 1 && len(missing) == len(wanted) {
			meant = missing
		}
		if len(meant) > 0 {
			faults = append(faults, fmt.Sprintf("%s: did you mean %s?", shown(other), strings.Join(meant, " or ")))
		}
	}
	return faults
}

// distance returns how many letters are to be put in, taken out or exchanged to make a from b, whatever their case.
func distance(a, b string) int {
	a, b = strings.ToLower(a), strings.ToLower(b)
	if len(a) > 2*len(b) {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			here := before
			if a[i] != b[j] {
				here = 1 + min(before, row[j], row[j+1])
			}
			before, row[j+1] = row[j+1], here
		}
	}
	return row[len(b)]
}

// read returns the content of a wanted file, nil if it was not submitted, or why it is refused.
func read(name string, items []item) ([]byte, error) {
	var found []item
	var misspelt string
	for _, it := range items {
		switch behind := strings.HasPrefix(name, it.name+"/"); {
		case it.name == name:
			found = append(found, it)
		case strings.HasPrefix(it.name, name+"/"): // an archive need not list the folder
			found = append(found, item{kind: folder})
		case behind && it.kind == locked:
			return nil, refuse("cannot be read: %s is %s", it.name, it.kind)
		case behind && it.kind != folder:
			return nil, refuse("cannot be taken: %s is %s; submit the folder itself", it.name, it.kind)
		case misspelt == "" && strings.EqualFold(it.name, name):
			misspelt = it.name
		}
	}
	if i := slices.IndexFunc(found, func(it item) bool { return it.kind != plain }); i >= 0 {
		return nil, refuse("is %s; submit the file itself", found[i].kind)
	}
	switch {
	case len(found) > 1:
		return nil, refuse("is in the archive %d times; submit it once", len(found))
	case len(found) == 1:
		data, err := found[0].read(maxFile)
		return data, barred(err)
	case misspelt != "": // on every system alike: some find it all the same
		return nil, refuse("is named %s here; capital and small letters count", shown(misspelt))
	}
	return nil, nil
}

// ignored returns the names of what is not wanted, sorted, and what it is unless it is a plain file. A folder is in the
// names of its files.
func ignored(items []item, wanted []string) []string {
	var names []string
	for _, it := range items {
		switch {
		case it.kind == folder || slices.Contains(wanted, it.name):
		case it.kind == plain:
			names = append(names, shown(it.name))
		default:
			names = append(names, shown(it.name)+" ("+string(it.kind)+")")
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
