package submission

import (
	"path"
	"strings"
)

// stripped returns the items as seen from the folder that holds them all, if there is one and it is none of the workbook's:
// what GitHub zips is in one named after the repository and the branch.
func stripped(items []item, wanted []string) ([]item, error) {
	if len(items) == 0 {
		return nil, nil
	}
	top, _, _ := strings.Cut(items[0].name, "/")
	for _, name := range wanted {
		if first, _, _ := strings.Cut(name, "/"); strings.EqualFold(first, top) {
			return items, nil
		}
	}
	if only := items[0]; len(items) == 1 && only.kind != plain && only.kind != folder {
		return nil, refuse("%s is %s; submit the folder itself", shown(only.name), only.kind)
	}
	var inside []item
	for _, it := range items {
		first, rest, below := strings.Cut(it.name, "/")
		if first != top || !below && it.kind != folder {
			return items, nil
		}
		if below {
			it.name = rest
			inside = append(inside, it)
		}
	}
	return inside, nil
}

// pick returns the item of each wanted file that is there to be read, and why others are refused, by name. A wanted file in
// neither was not submitted.
func pick(items []item, wanted []string) (picked []item, refused map[string]error) {
	refused = map[string]error{}
	at := map[string][]item{}
	holds := map[string]bool{} // folders, which an archive need not list
	for _, it := range items {
		at[it.name] = append(at[it.name], it)
		for dir := path.Dir(it.name); dir != "." && !holds[dir]; dir = path.Dir(dir) {
			holds[dir] = true
		}
	}
	for _, name := range wanted {
		found := at[name]
		if holds[name] {
			found = append(found, item{name: name, kind: folder})
		}
		err := behind(name, at)
		switch {
		case err != nil:
		case len(found) == 0:
			err = misspelt(name, items)
		default:
			err = usable(name, found)
		}
		if err != nil {
			refused[name] = err
		} else if len(found) > 0 {
			picked = append(picked, found[0])
		}
	}
	return picked, refused
}

// behind refuses a wanted file if something on the way to it is no folder.
func behind(name string, at map[string][]item) error {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		for _, it := range at[dir] {
			switch it.kind {
			case folder:
			case locked:
				return refuse("%s cannot be read: %s is %s", name, dir, it.kind)
			default:
				return refuse("%s cannot be taken: %s is %s; submit the folder itself", name, dir, it.kind)
			}
		}
	}
	return nil
}

// usable refuses what was found under the name of a wanted file unless it is one plain file of a fair size.
func usable(name string, found []item) error {
	for _, it := range found {
		if it.kind != plain {
			return refuse("%s is %s; submit the file itself", name, it.kind)
		}
	}
	if len(found) > 1 {
		return refuse("%s is in the archive %d times; submit it once", name, len(found))
	}
	if found[0].size > maxFile {
		return tooLarge(name)
	}
	return nil
}

// misspelt refuses a wanted file that is not there but is in other letters, on every system alike: some find it all the same.
func misspelt(name string, items []item) error {
	for _, it := range items {
		if strings.EqualFold(it.name, name) {
			return refuse("%s is named %s here; capital and small letters count", name, shown(it.name))
		}
	}
	return nil
}
