package embedded

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
)

// Package is the server's main package, seen from the workbook's folder.
const Package = "./shared/embedded/server"

// sources are the files that the server is made of.
var sources = []string{
	"go.mod", "data/*", "shared/embedded/server/*.go", "shared/embedded/madeup/*.go", "shared/embedded/regex/*",
}

// Built returns where in the workbook in root the server of a system is, if it was built beforehand: a student edition
// can have it. A hash of all that it was built from is part of the name, so what another version has built is not
// found.
func Built(root, system, processor string) (string, error) {
	hash := sha256.New()
	for _, pattern := range sources {
		files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil {
			return "", err
		}
		for _, file := range files {
			if info, err := os.Stat(file); err != nil || info.IsDir() {
				continue // a file that is gone is in no build
			}
			text, err := os.ReadFile(file)
			if err != nil {
				return "", err
			}
			text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")) // git may have changed line ends
			fmt.Fprintf(hash, "%s %d\n%s", filepath.Base(file), len(text), text)
		}
	}
	name := fmt.Sprintf("%s-%s-%.8x", system, processor, hash.Sum(nil))
	if system == "windows" {
		name += ".exe"
	}
	return filepath.Join(root, "shared", "embedded", "built", name), nil
}
