package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the help pages to testdata/help")

func TestHelpPages(t *testing.T) {
	for _, c := range append(command().Commands(), command()) {
		if c.Hidden {
			continue
		}
		args, name := []string{c.Name(), "--help"}, c.Name()
		if !c.HasParent() {
			args = args[1:]
		}
		var help strings.Builder
		root := command()
		root.SetArgs(args)
		root.SetOut(&help)
		if err := root.Execute(); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", "help", name+".txt")
		if *update {
			if err := os.WriteFile(file, []byte(help.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), help.String()); diff != "" {
			t.Errorf("workbook %s (-want +got; go test -update writes it):\n%s", strings.Join(args, " "), diff)
		}
	}
}

func TestWrongUsageSaysWhatIsWrong(t *testing.T) {
	for args, want := range map[string]string{
		"lst":                             `there is no command "lst", but list`,
		"hint 1":                          `there is no command "hint", but check 1 --hint 2`,
		"destroy":                         `there is no command "destroy"`,
		"list 1":                          `unexpected argument "1"`,
		"check 1 2":                       `unexpected argument "2"`,
		"check one":                       `"one" is not the number of an exercise`,
		"check 9":                         "there is no exercise 9",
		"check 1-stream":                  "there is no exercise 1-stream, but 1-stream_users",
		"check -h=maybe":                  "invalid argument",
		"check --hint -5":                 "--hint -5: want 0 or more",
		"show":                            "the number of the exercise is missing",
		"show x":                          `"x" is not the number of an exercise`,
		"show 9":                          "there is no exercise 9",
		"show 1-stream":                   "there is no exercise 1-stream, but 1-stream_users",
		"show 1 -o /":                     "-o /: that is a folder",
		"show 1 -o no/page.html":          "there is no folder no",
		"show 0":                          "exercise 0 has no generator to show; try go tool workbook show 1",
		"show 2 Ages":                     `exercise 2 has no generator "Ages", but StreamUsersInBatches and BatchProcessing`,
		"show 1 StreamUsers 2":            `unexpected argument "2"`,
		"reset":                           "the number of the exercise is missing",
		"reset 1 2":                       `unexpected argument "2"`,
		"reset x":                         `"x" is not the number of an exercise`,
		"watch x":                         `"x" is not the number of an exercise`,
		"verify 9":                        "there is no exercise 9",
		"verify 1 2":                      `unexpected argument "2"`,
		"verify 1,x":                      `"x" is not the number of an exercise`,
		"new":                             "the name of the exercise, such as 5-stream_emails, is missing",
		"new 5-X":                         `"5-X" is no name for an exercise`,
		"new 1-x":                         "there is an exercise 1 already",
		"grade x":                         "want a folder for the results, with -o",
		"grade . -o x/out":                "-o x/out is in ., where its files would be taken for students",
		"grade x -o y -j -3":              "-j -3: want 0 or more",
		"grade x -o y --column z":         `--column "z": want Canvas's gradebook, with --roster`,
		"grade x -o y --seed z":           `invalid argument "z" for "--seed" flag: want a whole number of at least 0`,
		"grade x --dry-run --only 9":      "there is no exercise 9",
		"grade x --dry-run --layout a":    `--layout "a": want one of moodle, blackboard, canvas`,
		"grade x --dry-run --attempt 2":   `--attempt "2": want one of first, last, best`,
		"handout":                         "name a new folder, or an archive that ends in .zip, with -o",
		"handout x":                       `unexpected argument "x"`,
		"handout -o x --solved 9":         "there is no exercise 9",
		"pack":                            "the platform, one of actions, classroom50, gradescope,",
		"pack canvas -o x":                `there is no pack for "canvas", but for actions`,
		"pack actions":                    "name a new folder with -o",
		"pack actions -o x --only 9":      "there is no exercise 9",
		"handout -o x --server linux":     `"linux" is no system that Go builds for`,
		"handout -o x --server linux/x86": `"linux/x86" is no system that Go builds for`,
	} {
		c := command()
		c.SetArgs(strings.Fields(args))
		c.SetOut(io.Discard)
		err := c.ExecuteContext(context.Background())
		var usage usageError
		if !errors.As(err, &usage) || !strings.Contains(err.Error(), want) {
			t.Errorf("workbook %s: %v, want wrong usage: %s", args, err, want)
		}
	}
}

func TestAHandoutIsNoPartOfItself(t *testing.T) {
	c := command()
	c.SetArgs([]string{"handout", "-o", "students"}) // in shared/workbook, where this runs
	if err := c.Execute(); err == nil || !strings.Contains(err.Error(), "students would be part of itself") {
		t.Errorf("handout -o shared/workbook/students: %v", err)
	}
}
