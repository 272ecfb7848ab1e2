package embedded

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// workbook makes a folder with a workbook of few files, and returns it.
func workbook(t *testing.T) (root string) {
	t.Helper()
	root = t.TempDir()
	for _, file := range []string{"go.mod", "data/data.go", "shared/embedded/server/main.go"} {
		write(t, filepath.Join(root, file), "one\ntwo\n")
	}
	return root
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWhatAnotherVersionHasBuiltIsNotFound(t *testing.T) {
	built := func(root, system string) string {
		file, err := Built(root, system, "amd64")
		if err != nil {
			t.Fatal(err)
		}
		return filepath.Base(file)
	}
	same := workbook(t)
	write(t, filepath.Join(same, "go.mod"), "one\r\ntwo\r\n") // as git may write it
	write(t, filepath.Join(same, "shared/seed/seed.go"), "of which no server is made")
	if got, want := built(same, "linux"), built(workbook(t), "linux"); got != want {
		t.Errorf("the same workbook has %s, want %s", got, want)
	}
	for _, file := range []string{"go.mod", "data/data.go", "shared/embedded/madeup/madeup.go"} {
		other := workbook(t)
		write(t, filepath.Join(other, file), "three\n")
		if built(other, "linux") == built(workbook(t), "linux") {
			t.Errorf("with another %s the server has the same name", file)
		}
	}
	if built(same, "linux") == built(same, "darwin") {
		t.Error("another system's server has the same name")
	}
}

func TestAServerThatWasBuiltBeforehandIsStarted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	root := workbook(t)
	file, err := Built(root, runtime.GOOS, runtime.GOARCH)
	if err != nil {
		t.Fatal(err)
	}
	if startBuilt(t.Context(), root) != nil {
		t.Error("one starts where there is none")
	}
	write(t, file, "#!/bin/sh\nexit 1\n")
	if startBuilt(t.Context(), root) != nil {
		t.Error("one starts that ends at once")
	}
	write(t, file, "#!/bin/sh\necho socket\nread line\n") // which the archive has made no program
	p := startBuilt(t.Context(), root)
	if p == nil || p.socket != "socket" {
		t.Fatalf("started %v, want one at its socket", p)
	}
	p.stdin.Close()
	<-p.ended
}
