package rules

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// exports has the compiler's export data for each package that the student's package imports, and all that those need.
type exports map[string]export

// export is a package as go list tells it.
type export struct {
	ImportPath string
	Export     string // the file
	Error      *struct{ Err string }
}

// exports returns what the files import, as the checker knows it or the go command says.
func (l *loader) exports(files []*ast.File) (exports, error) {
	imports := slices.Compact(slices.Sorted(slices.Values(importPaths(files))))
	key := strings.Join(append(imports, l.exercise.Root), "\n")
	l.checker.mu.Lock()
	defer l.checker.mu.Unlock()
	if known, ok := l.checker.known[key]; ok {
		return known, nil
	}
	asked, err := l.ask(imports)
	if err != nil {
		return nil, err
	}
	if l.checker.known == nil {
		l.checker.known = make(map[string]exports)
	}
	l.checker.known[key] = asked
	return asked, nil
}

// ask asks the go command, which builds what is not in its cache.
func (l *loader) ask(imports []string) (exports, error) {
	dir, err := os.MkdirTemp("", "generators-rules-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	overlay := filepath.Join(dir, "overlay.json")
	if err := l.overlay.write(overlay); err != nil {
		return nil, err
	}
	list := exec.Command("go", append([]string{"list", "-e", "-overlay=" + overlay, "-export", "-deps", "-json=ImportPath,Export,Error", "--"}, imports...)...)
	list.Dir = l.exercise.Root
	var stderr bytes.Buffer
	list.Stderr = &stderr
	stdout, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, stderr.String())
	}
	return decode(stdout)
}

// importPaths returns what the files import. "C" is no package.
func importPaths(files []*ast.File) []string {
	paths := []string{"unsafe"} // never none: go list would then list the working folder
	for _, file := range files {
		for _, spec := range file.Imports {
			if path, err := strconv.Unquote(spec.Path.Value); err == nil && path != "C" {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

func decode(list []byte) (exports, error) {
	all := exports{}
	decoder := json.NewDecoder(bytes.NewReader(list))
	for {
		var one export
		if err := decoder.Decode(&one); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		all[one.ImportPath] = one
	}
}

// open returns the export data of a package.
func (e exports) open(path string) (io.ReadCloser, error) {
	if one := e[path]; one.Error != nil {
		return nil, errors.New(one.Error.Err)
	} else if one.Export == "" {
		return nil, errors.New("it does not compile")
	}
	return os.Open(e[path].Export)
}
