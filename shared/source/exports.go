package source

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
	"sync"
)

// Exports has the compiler's export data of packages that are imported. The go command is asked but once for each, so
// many versions of a few files are checked fast if all of them share one Exports, or a copy of one, by JSON, in another
// process. The zero value knows none. It is safe for use by several goroutines.
type Exports struct {
	mu    sync.Mutex
	known map[string]map[string]export // by the folder of a module, since one path can mean two packages in two modules
}

func (e *Exports) MarshalJSON() ([]byte, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return json.Marshal(e.known)
}

func (e *Exports) UnmarshalJSON(text []byte) error { return json.Unmarshal(text, &e.known) }

// export is a package as go list tells it.
type export struct {
	ImportPath string
	Export     string // the file
	Error      *struct{ Err string }
}

// Need asks the go command for those packages with the paths, and what these import, that are not known yet. Root is
// the folder of the module that imports them.
func (e *Exports) Need(root string, overlay Overlay, paths []string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	var unknown []string
	for _, path := range paths {
		if _, known := e.known[root][path]; !known && !slices.Contains(unknown, path) {
			unknown = append(unknown, path)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	listed, err := list(root, overlay, unknown)
	if err != nil {
		return err
	}
	if e.known == nil {
		e.known = make(map[string]map[string]export)
	}
	if e.known[root] == nil {
		e.known[root] = make(map[string]export)
	}
	for _, path := range unknown {
		e.known[root][path] = export{} // unless it is listed below; by a name such as ./seed it is not
	}
	for _, one := range listed {
		e.known[root][one.ImportPath] = one
	}
	return nil
}

// Have returns an error if one of the packages cannot be imported.
func (e *Exports) Have(root string, paths []string) error {
	if err := e.Need(root, nil, paths); err != nil {
		return err
	}
	for _, path := range paths {
		file, err := e.open(root, path)
		if err != nil {
			return fmt.Errorf("import %s: %w", path, err)
		}
		_ = file.Close() // nothing was written
	}
	return nil
}

// errLost says that what the go command has built is not there any more.
var errLost = errors.New("open what the go command has built")

// open opens the export data of a package.
func (e *Exports) open(root, path string) (io.ReadCloser, error) {
	e.mu.Lock()
	one := e.known[root][path]
	e.mu.Unlock()
	switch {
	case one.Error != nil:
		return nil, errors.New(one.Error.Err)
	case one.ImportPath == "":
		return nil, errors.New("there is no such package")
	case one.Export == "":
		return nil, errors.New("it does not compile")
	}
	file, err := os.Open(one.Export)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errLost, err)
	}
	return file, nil
}

// list asks the go command, which builds what is not in its cache.
func list(root string, overlay Overlay, paths []string) ([]export, error) {
	dir, err := os.MkdirTemp("", "generators-source-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "overlay.json")
	if err := overlay.Write(file); err != nil {
		return nil, err
	}
	args := []string{"list", "-e", "-overlay=" + file, "-export", "-deps", "-json=ImportPath,Export,Error", "--"}
	list := exec.Command("go", append(args, paths...)...)
	list.Dir = root
	var stderr bytes.Buffer
	list.Stderr = &stderr
	stdout, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, stderr.String())
	}
	var all []export
	for decoder := json.NewDecoder(bytes.NewReader(stdout)); ; {
		var one export
		if err := decoder.Decode(&one); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		all = append(all, one)
	}
}

// imported returns the paths of the packages that files import.
func imported(files []*ast.File) (paths []string) {
	for _, file := range files {
		for _, spec := range file.Imports {
			if path, err := strconv.Unquote(spec.Path.Value); err == nil && !notOne(path) {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

// notOne reports whether a path is not that of one package: "C", or what the go command takes for many.
func notOne(path string) bool {
	return strings.Contains(path, "...") || slices.Contains([]string{"C", "all", "cmd", "std", "tool", "work"}, path)
}
