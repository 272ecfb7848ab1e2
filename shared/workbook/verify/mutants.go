package verify

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"example.com/generators/shared/exercise"

	"golang.org/x/tools/imports"
	"golang.org/x/tools/txtar"
)

// The files of subjects that are edits of the reference.
const (
	mutantsFile = "testdata/mutants.txtar"
	idleFile    = "testdata/idle.txtar"
)

// readEdited returns the mutants in mutantsFile, or what is in idleFile. One that cannot be made has a fault.
func readEdited(e *exercise.Exercise, kind Kind, reference string) ([]*Subject, error) {
	file := filepath.Join(e.Root, e.Name, filepath.FromSlash(map[Kind]string{Mutant: mutantsFile, Idle: idleFile}[kind]))
	archive, err := txtar.ParseFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var subjects []*Subject
	for _, one := range archive.Files {
		s := &Subject{Kind: kind, Name: one.Name}
		if err := s.edit(string(one.Data), reference, editedFile(e)); err != nil {
			s.fault = fmt.Sprintf("cannot be made from %s: %v", e.Edits[0], err)
		}
		if slices.ContainsFunc(subjects, func(before *Subject) bool { return before.Name == s.Name }) {
			s.fault = "has the name of another"
		}
		subjects = append(subjects, s)
	}
	return subjects, nil
}

// editedFile is the path of the file that students edit, and mutants are made from.
func editedFile(e *exercise.Exercise) string {
	return filepath.Join(e.Root, filepath.FromSlash(e.Edits[0]))
}

// edit makes the mutant that text describes: a line "fault: " with what is wrong, a line "check: " with the check that
// must catch it, and the edits. What is idle says so in a line "idle: ", and in a line "points: " what it earns at
// most. The imports follow from the code.
func (s *Subject) edit(text, reference, path string) error {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	keys := []string{"fault: ", "check: "}
	if s.Kind == Idle {
		keys = []string{"idle: ", "points: "}
	}
	values := make([]string, len(keys))
	for i, key := range keys {
		if i >= len(lines) || !strings.HasPrefix(lines[i], key) {
			return fmt.Errorf("line %d of it: want %q", i+1, key)
		}
		values[i] = strings.TrimPrefix(lines[i], key)
	}
	if s.About, s.Check = values[0], values[1]; s.Kind == Idle {
		points, err := strconv.Atoi(s.Check)
		if s.Check, s.points = "", points; err != nil || points < 0 || points > mostIdle {
			return fmt.Errorf("line 2 of it: %q: want a number of points from 0 to %d", values[1], mostIdle)
		}
	}
	edits, err := parseEdits(lines[2:])
	if err != nil {
		return err
	}
	source, err := apply(reference, edits)
	if err != nil {
		return err
	}
	s.Source, err = imports.Process(path, []byte(source), nil)
	return err
}

// edit is one place of the reference and what stands there in a mutant, in whole lines.
type edit struct{ old, new []string }

// parseEdits reads edits as a diff shows them: a line that goes begins with -, one that comes with +, and one that
// stays, there to say where the others are, with a space. A line ... separates edits.
func parseEdits(lines []string) ([]edit, error) {
	edits := make([]edit, 1)
	for _, line := range lines {
		last := &edits[len(edits)-1]
		switch {
		case line == "...":
			edits = append(edits, edit{})
		case strings.HasPrefix(line, "-"):
			last.old = append(last.old, line[1:])
		case strings.HasPrefix(line, "+"):
			last.new = append(last.new, line[1:])
		case line == "" || line[0] == ' ':
			line = strings.TrimPrefix(line, " ")
			last.old, last.new = append(last.old, line), append(last.new, line)
		default:
			return nil, fmt.Errorf("the line %q is no \"...\", and begins with none of -, + and a space", line)
		}
	}
	for _, e := range edits {
		if len(e.old) == 0 || slices.Equal(e.old, e.new) {
			return nil, errors.New("an edit changes nothing, or does not say where")
		}
	}
	return edits, nil
}

// apply returns the reference with all edits made. Each must be of lines that are there exactly once.
func apply(reference string, edits []edit) (string, error) {
	lines := strings.Split(reference, "\n")
	at := make(map[int]edit)
	sameLine := errors.New("two edits are of the same line")
	for _, e := range edits {
		places := find(lines, e.old)
		switch {
		case len(places) == 0:
			return "", fmt.Errorf("it does not have these lines:\n%s\nthe nearest is %s", strings.Join(e.old, "\n"),
				nearest(lines, e.old))
		case len(places) > 1:
			return "", fmt.Errorf("it has these lines %d times, the second time at line %d; "+
				"add one that stays before or after:\n%s", len(places), places[1]+1, strings.Join(e.old, "\n"))
		}
		if _, taken := at[places[0]]; taken {
			return "", sameLine
		}
		at[places[0]] = e
	}
	var made []string
	for i := 0; i < len(lines); i++ {
		e, edited := at[i]
		if !edited {
			made = append(made, lines[i])
			continue
		}
		made = append(made, e.new...)
		delete(at, i)
		i += len(e.old) - 1
	}
	if len(at) > 0 {
		return "", sameLine
	}
	return strings.Join(made, "\n"), nil
}

// find returns the indexes at which block is in lines.
func find(lines, block []string) (places []int) {
	for i := range len(lines) - len(block) + 1 {
		if slices.Equal(lines[i:i+len(block)], block) {
			places = append(places, i)
		}
	}
	return places
}

// nearest returns the line that is most like the first of block that is nowhere, or like the first of all.
func nearest(lines, block []string) string {
	missing := block[0]
	for _, line := range block {
		if !slices.Contains(lines, line) {
			missing = line
			break
		}
	}
	likest := slices.MaxFunc(lines,
		func(a, b string) int { return cmp.Compare(likeness(missing, a), likeness(missing, b)) })
	return fmt.Sprintf("line %d: %s", slices.Index(lines, likest)+1, strings.TrimSpace(likest))
}

// likeness is the share of words that two lines have in common (Sørensen and Dice's coefficient), from 0 to 1.
func likeness(a, b string) float64 {
	isWord := func(r rune) bool { return strings.ContainsRune(" \t(),.;:{}=\"", r) }
	ours, theirs := strings.FieldsFunc(a, isWord), strings.FieldsFunc(b, isWord)
	common := 0
	for _, word := range ours {
		if slices.Contains(theirs, word) {
			common++
		}
	}
	return 2 * float64(common) / float64(max(1, len(ours)+len(theirs)))
}

// readWhole returns the subjects of a kind that are whole files, such as testdata/right/a_transaction.go.
func readWhole(e *exercise.Exercise, kind Kind) ([]*Subject, error) {
	files, err := filepath.Glob(filepath.Join(e.Root, e.Name, "testdata", folders[kind], "*.go"))
	if err != nil {
		return nil, err
	}
	var subjects []*Subject
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		s := &Subject{Kind: kind, Name: strings.TrimSuffix(filepath.Base(file), ".go"), Source: text}
		if err := s.parseHeader(text); err != nil {
			s.fault = err.Error()
		}
		subjects = append(subjects, s)
	}
	return subjects, nil
}
