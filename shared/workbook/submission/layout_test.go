package submission

import (
	"archive/tar"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	utf "golang.org/x/text/encoding/unicode"
)

// row is what a class list says of a student.
type row struct {
	Name, ID, Login, Email string
	Attempts               string // "1/2" for the first of two
	Late                   bool
	Files                  string // what was taken, with what it holds, or what there is to say
}

// rows takes what is in a folder.
func rows(t testing.TB, at string, o Options) (all []row) {
	t.Helper()
	o.Wanted = []string{stream}
	class, err := List(at, o)
	check(t, err)
	for _, e := range class.Entries {
		taken, err := e.Take(o.Wanted, t.TempDir())
		check(t, err)
		r := row{
			Name: e.Name, ID: e.ID, Login: e.Login, Email: e.Email, Late: e.Late,
			Attempts: fmt.Sprintf("%d/%d", e.Attempt, e.Attempts), Files: strings.Join(taken.Faults, "; "),
		}
		if path := taken.Files[stream]; path != "" {
			text, err := os.ReadFile(path)
			check(t, err)
			r.Files = string(text)
		}
		all = append(all, r)
	}
	return all
}

// class makes a folder with the files, each of which holds what is given or its name; a name that ends in .zip is an
// archive with the one file stream_users.go.
func class(t testing.TB, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, file := range files {
		name, text, ok := strings.Cut(file, "=")
		if !ok {
			text = name
		}
		if strings.HasSuffix(name, ".zip") {
			text = string(zipOf(t, part{name: "stream_users.go", text: text}))
		}
		put(t, filepath.Join(dir, name), text)
	}
	return dir
}

func TestEachLayoutGivesItsStudents(t *testing.T) {
	for _, test := range []struct {
		layout string
		files  []string
		want   []row
	}{
		{"workbook", []string{"ann/" + stream, "ben.zip"}, []row{
			{Name: "ann", Attempts: "1/1", Files: "ann/" + stream}, {Name: "ben", Attempts: "1/1", Files: "ben.zip"},
		}},
		{"moodle", []string{
			"Ann Lee_12_assignsubmission_file_/stream_users.go", "Ann Lee_12_assignsubmission_onlinetext_/onlinetext.html",
			"Ben_13_assignsubmission_file/work.zip", "Cid_14_assignsubmission_file_stream_users.go",
		}, []row{
			{Name: "Ann Lee", ID: "12", Attempts: "1/1", Files: "Ann Lee_12_assignsubmission_file_/stream_users.go"},
			{Name: "Ben", ID: "13", Attempts: "1/1", Files: "Ben_13_assignsubmission_file/work.zip"},
			{Name: "Cid", ID: "14", Attempts: "1/1", Files: "Cid_14_assignsubmission_file_stream_users.go"},
		}},
		{"canvas", []string{
			"leeann_12_99_stream_users.go", "leeann_LATE_12_100_stream_users-1.go", "beckben_13_98_work.zip",
		}, []row{
			{Name: "beckben", ID: "13", Attempts: "1/1", Files: "beckben_13_98_work.zip"},
			{Name: "leeann", ID: "12", Attempts: "2/2", Late: true, Files: "leeann_LATE_12_100_stream_users-1.go"},
		}},
		{"blackboard", []string{
			"Week 1_x_alee_attempt_2026-01-02-10-11-12_stream_users.go",
			"Week 1_x_alee_attempt_2026-01-03-10-11-12_stream_users.go",
			"Week 1_x_alee_attempt_2026-01-03-10-11-12.txt=Name: Ann Lee (alee)\nAssignment: Week 1_x\n",
			"Week 1_x_ben_attempt_2026-01-02-10-11-12_work.zip",
		}, []row{
			{
				Name: "Ann Lee", Login: "alee", Attempts: "2/2",
				Files: "Week 1_x_alee_attempt_2026-01-03-10-11-12_stream_users.go",
			},
			{Name: "ben", Login: "ben", Attempts: "1/1", Files: "Week 1_x_ben_attempt_2026-01-02-10-11-12_work.zip"},
		}},
		{"gradescope", []string{
			"submission_7/stream_users.go", "submission_8/" + stream, "submission_metadata.yml=" + `submission_7:
  :submitters:
  - :name: Ann Lee
    :sid: '0012'
    :email: ann@example.com
  - :name: Ben
    :sid: '13'
    :email: ben@example.com
  :created_at: 2026-01-02 10:11:12.000000000 Z
`,
		}, []row{
			{Name: "Ann Lee", ID: "0012", Email: "ann@example.com", Attempts: "1/1", Files: "submission_7/stream_users.go"},
			{Name: "Ben", ID: "13", Email: "ben@example.com", Attempts: "1/1", Files: "submission_7/stream_users.go"},
			{Name: "submission_8", Attempts: "1/1", Files: "submission_8/" + stream},
		}},
		{"classroom50", []string{
			"cs50-week-1-ann-lee/" + stream, "cs50-week-1-ann-lee/.classroom50.yaml",
			"cs50-week-1-ben/" + stream, "cs50-week-1-ben/.classroom50.yaml",
		}, []row{
			{Name: "ann-lee", Login: "ann-lee", Attempts: "1/1", Files: "cs50-week-1-ann-lee/" + stream},
			{Name: "ben", Login: "ben", Attempts: "1/1", Files: "cs50-week-1-ben/" + stream},
		}},
		{"bare", []string{"ann lee_stream_users.go", "ben-stream_users (1).go"}, []row{
			{Name: "ann lee", Attempts: "1/1", Files: "ann lee_stream_users.go"},
			{Name: "ben", Attempts: "1/1", Files: "ben-stream_users (1).go"},
		}},
	} {
		t.Run(test.layout, func(t *testing.T) {
			at := class(t, test.files...)
			if diff := cmp.Diff(test.want, rows(t, at, Options{})); diff != "" {
				t.Errorf("students (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.want, rows(t, at, Options{Layout: test.layout})); diff != "" {
				t.Errorf("students with --layout %s (-want +got):\n%s", test.layout, diff)
			}
		})
	}
}

func TestTheArchiveThatAPlatformMadeIsOpened(t *testing.T) {
	inner := string(zipOf(t, part{name: "work/stream_users.go", text: "Ben's"}))
	outer := string(zipOf(t, part{name: "Ann_12_assignsubmission_file_/stream_users.go", text: "Ann's"},
		part{name: "Ben_13_assignsubmission_file_/work.zip", text: inner}))
	at := class(t)
	put(t, filepath.Join(at, "course-week1-77.zip"), outer)
	want := []row{
		{Name: "Ann", ID: "12", Attempts: "1/1", Files: "Ann's"}, {Name: "Ben", ID: "13", Attempts: "1/1", Files: "Ben's"},
	}
	for _, at := range []string{at, filepath.Join(at, "course-week1-77.zip")} {
		if diff := cmp.Diff(want, rows(t, at, Options{})); diff != "" {
			t.Errorf("students of %s (-want +got):\n%s", at, diff)
		}
	}
}

func TestNoStudentsFileNameIsTakenForAnotherStudents(t *testing.T) {
	for about, names := range map[string][2]string{
		"canvas": {
			"ann_1_2_stream_users.go",
			"ben_3_4_Ann_1_assignsubmission_file_W_ann_attempt_2026-01-02-10-11-12_stream_users.go",
		},
		"moodle": {
			"Ann_1_assignsubmission_file_/stream_users.go",
			"Ben_3_assignsubmission_file_W_Ann_attempt_2026-01-02-10-11-12_stream_users.go",
		},
		"blackboard": {
			"W_ann_attempt_2026-01-02-10-11-12_stream_users.go",
			"W_ben_attempt_2026-01-02-10-11-12_W_ann_attempt_2026-01-03-10-11-12_stream_users.go",
		},
		"workbook": {"ann/stream_users.go", "ben/ann_1_2_stream_users.go"},
	} {
		var got []string
		for _, r := range rows(t, class(t, names[0], names[1]), Options{}) {
			got = append(got, strings.ToLower(r.Name)+" "+r.Files)
		}
		if diff := cmp.Diff([]string{"ann " + names[0], "ben " + names[1]}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", about, diff)
		}
	}
}

func TestOneAttemptOfAStudentIsTakenAndTheOthersAreTold(t *testing.T) {
	at := class(t, "ann_1_5_stream_users.go", "ann_1_6_notes.txt", "ann_1_17_stream_users-1.go",
		"ann_LATE_1_18_stream_users-2.go")
	for which, want := range map[string]Origin{
		"":      {Layout: "canvas", Names: []string{"ann_LATE_1_18_stream_users-2.go"}, Attempt: 3, Attempts: 3, Late: true},
		"first": {Layout: "canvas", Names: []string{"ann_1_5_stream_users.go", "ann_1_6_notes.txt"}, Attempt: 1, Attempts: 3},
	} {
		class, err := List(at, Options{Wanted: []string{stream}, Attempt: which})
		check(t, err)
		if diff := cmp.Diff(want, class.Entries[0].Origin); diff != "" {
			t.Errorf("--attempt %q (-want +got):\n%s", which, diff)
		}
	}
	all, err := List(at, Options{Wanted: []string{stream}, Attempt: "best"})
	check(t, err)
	var got []string
	for _, e := range all.Entries[0].Each() {
		taken, err := e.Take([]string{stream}, t.TempDir())
		check(t, err)
		text, err := os.ReadFile(taken.Files[stream])
		check(t, err)
		got = append(got, string(text)+": "+strings.Join(taken.Ignored, ", "))
	}
	want := []string{
		"ann_1_5_stream_users.go: notes.txt, ann_1_17_stream_users-1.go (attempt 2 of 3), " +
			"ann_LATE_1_18_stream_users-2.go (attempt 3 of 3)",
		"ann_1_17_stream_users-1.go: ann_1_5_stream_users.go (attempt 1 of 3), ann_1_6_notes.txt (attempt 1 of 3), " +
			"ann_LATE_1_18_stream_users-2.go (attempt 3 of 3)",
		"ann_LATE_1_18_stream_users-2.go: ann_1_5_stream_users.go (attempt 1 of 3), ann_1_6_notes.txt (attempt 1 of 3), " +
			"ann_1_17_stream_users-1.go (attempt 2 of 3)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("--attempt best (-want +got):\n%s", diff)
	}
}

func TestWhoIsLateBeginsANewAttempt(t *testing.T) {
	got := rows(t, class(t, "ann_1_5_notes.txt", "ann_LATE_1_6_stream_users.go"), Options{})
	want := []row{{Name: "ann", ID: "1", Attempts: "2/2", Late: true, Files: "ann_LATE_1_6_stream_users.go"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("students (-want +got):\n%s", diff)
	}
}

func TestStudentsOfOneNameAreToldApart(t *testing.T) {
	got := rows(t, class(t, "Ann_1_assignsubmission_file_/a.go", "Ann_2_assignsubmission_file_/b.go"), Options{})
	if got[0].Name != "Ann (1)" || got[1].Name != "Ann (2)" {
		t.Errorf("the students are %q and %q, want Ann (1) and Ann (2)", got[0].Name, got[1].Name)
	}
}

func TestAFileAloneIsTheFoldersStudents(t *testing.T) {
	at := filepath.Join(class(t, "ann/stream_users.go"), "ann")
	want := []row{{Name: "ann", Attempts: "1/1", Files: "ann/stream_users.go"}}
	if diff := cmp.Diff(want, rows(t, at, Options{})); diff != "" {
		t.Errorf("students (-want +got):\n%s", diff)
	}
}

func TestNobodyIsTakenForOneOfTwoOnTheRoster(t *testing.T) {
	roster := []Listed{{Name: "Ann Lee", Person: Person{ID: "1"}}, {Name: "Ann Lee", Person: Person{ID: "2"}}}
	for _, r := range rows(t, class(t, "Ann Lee.zip"), Options{Roster: roster}) {
		if r.Attempts != "0/0" && r.ID != "" {
			t.Errorf("what Ann Lee handed in is that of %+v, and could be another's", r)
		}
	}
	_, err := List(class(t, "1.zip", "ann lee/x.go"), Options{Roster: roster[:1]})
	if want := "list submissions: 1.zip and ann lee are both of student Ann Lee: keep one of them"; message(err) != want {
		t.Errorf("List failed with %v, want %q", err, want)
	}
}

func TestArchivesInArchivesHaveOneLimitTogether(t *testing.T) {
	at := class(t, "ann/"+stream)
	var many []part
	for i := range maxEntries - 1 {
		many = append(many, part{name: fmt.Sprint(i)})
	}
	for i := range 2 {
		sparse(t, filepath.Join(at, "ann", fmt.Sprintf("%d.tar", i)), 40<<20)
		put(t, filepath.Join(at, "ben", fmt.Sprintf("%d.zip", i)), string(zipOf(t, many...)))
	}
	put(t, filepath.Join(at, "ben", "2.zip"), string(zipOf(t, many...)))
	all, err := list(at)
	check(t, err)
	for i, want := range []string{
		"1.tar is larger than 64 MiB; submit only your own files",
		"ben has more than 10000 files; submit only your own",
	} {
		taken, err := all[i].Take(wanted, t.TempDir())
		check(t, err)
		if diff := cmp.Diff([]string{want}, taken.Faults); diff != "" {
			t.Errorf("faults of %s (-want +got):\n%s", all[i].Name, diff)
		}
	}
}

func TestANameThatIsNearlyRightIsAskedAbout(t *testing.T) {
	for name, want := range map[string]string{
		"ann/stream_user.go":            "stream_user.go: did you mean stream_users.go?",
		"ann/x.go ann/stream__users.go": "stream__users.go: did you mean stream_users.go?",
		"ann/main.go":                   "main.go: did you mean stream_users.go?",
		"ann/StreamUsers.go":            "StreamUsers.go: did you mean stream_users.go?",
		"ann/1/main_test.go":            "",
		"ann/1/stream_users.py":         "",
	} {
		if got := rows(t, class(t, strings.Fields(name)...), Options{})[0].Files; got != want {
			t.Errorf("of %s it says %q, want %q", name, got, want)
		}
	}
}

func TestTheRosterJoinsByIDLoginEmailAndName(t *testing.T) {
	at := class(t, "12.zip", "ben2.zip", "cid@example.com.zip", "Öztürk, Dan.zip", "leeeve.zip", "fay.zip",
		"stranger.zip")
	rosters := map[string]string{
		"by the columns": "E-Mail;Full Name;Login ID;Student ID\nann@x.y;Ann;annl;12\n;Ben;ben2;\ncid@example.com;Cid;;\n" +
			";Dan Öztürk;;5\n;Lee, Eve;;\nfay@example.com;Fay Ray;;\n;Gus;gus;\n",
		"Canvas's": "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Week 1 (77)\n    Points Possible,,,,,100\n" +
			"Ann,1,12,annl,A,\nBen,2,,ben2,A,\nCid,3,,cid@example.com,A,\n\"Öztürk, Dan\",4,,,A,\n\"Lee, Eve\",5,,,A,\n" +
			"Fay Ray,6,,fay,A,\nGus,7,,gus,A,\n\"Student, Test\",8,,x,A,\n",
	}
	var err error
	rosters["as Excel's Unicode text"], err = utf.UTF16(utf.LittleEndian, utf.UseBOM).NewEncoder().String(
		rosters["by the columns"])
	check(t, err)
	for header, roster := range rosters {
		file := filepath.Join(t.TempDir(), "roster.csv")
		put(t, file, roster)
		listed, err := ReadRoster(file)
		check(t, err)
		class, err := List(at, Options{Wanted: []string{stream}, Roster: listed})
		check(t, err)
		got := map[string]string{}
		for _, e := range class.Entries {
			got[e.base()] = letters(e.Name)
			if e.Unlisted {
				got[e.base()] += ", not on the roster"
			} else if e.Attempts == 0 {
				got[e.base()] += ", not handed in"
			}
		}
		dan, eve := got["Öztürk, Dan.zip"], got["leeeve.zip"]
		delete(got, "Öztürk, Dan.zip")
		delete(got, "leeeve.zip")
		if inOrder(dan) == "" || !strings.Contains("danöztürköztürkdan", dan) || eve != "leeeve" {
			t.Errorf("%s: Dan is %q and Eve %q", header, dan, eve)
		}
		want := map[string]string{
			"12.zip": "ann", "ben2.zip": "ben", "cid@example.com.zip": "cid", "fay.zip": "fayray", "Gus": "gus, not handed in",
			"stranger.zip": "stranger, not on the roster",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", header, diff)
		}
	}
}

func TestARosterWithoutStudentsSaysWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"":                   "roster.csv: is empty",
		"a,b\n1,2\n":         `roster.csv:1: none of ["a" "b"] is a heading such as name, id, login or e-mail`,
		"name\n":             "roster.csv: there is no student below the headings",
		"name\nJos\xe9\n":    "roster.csv: encoding: invalid UTF-8: save it as UTF-8",
		"name,id\n\"Ann,1\n": `roster.csv: parse error on line 2, column 8: extraneous or missing " in quoted-field`,
	} {
		t.Chdir(t.TempDir())
		put(t, "roster.csv", text)
		if _, err := ReadRoster("roster.csv"); message(err) != want {
			t.Errorf("ReadRoster of %q: %v, want %s", text, err, want)
		}
	}
}

// Thirty students, five for each of six platforms, all in one folder.
func TestAClassOf30InSixLayoutsAtOnceIsFound(t *testing.T) {
	at := class(t)
	var roster, metadata strings.Builder
	var want []row
	roster.WriteString("name,id,login,email\n")
	for i := range 30 {
		id := 100 + i
		name := fmt.Sprintf("%c%c Name", 'A'+i%26, 'a'+i/26)
		glued := strings.ToLower("name" + name[:2])
		login := strings.ToLower(name[:2]) + "-x"
		text := "of " + name
		one, two, three := part{name: "stream_users.go", text: text}, part{name: "w/" + stream, text: text},
			part{name: "stream_users (2).go.txt", text: text, flag: tar.TypeReg}
		packed := [][2]string{
			{"stream_users.go", text},
			{"work.zip", string(zipOf(t, one))},
			{"all.tar.gz", string(tgzOf(t, two))},
			{"nested.zip", string(zipOf(t, part{name: "in.zip", text: string(zipOf(t, three))}))},
			{"Stream_Users-1.go", text},
		}[i/6]
		file := map[int]string{
			0: fmt.Sprintf("%s_%d_assignsubmission_file_/%s", name, id, packed[0]),
			1: fmt.Sprintf("%s_LATE_%d_%d_%s", glued, id, 9000+i, packed[0]),
			2: fmt.Sprintf("Week_1_%s_attempt_2026-01-02-10-11-12_%s", login, packed[0]),
			3: fmt.Sprintf("submission_%d/%s", id, packed[0]),
			4: fmt.Sprintf("cs-week-%s/%s", login, packed[0]),
			5: fmt.Sprintf("%s/%s", name, packed[0]),
		}[i%6]
		put(t, filepath.Join(at, file), packed[1])
		switch i % 6 {
		case 3:
			fmt.Fprintf(&metadata, "submission_%d:\n  :submitters:\n  - :name: %s\n    :email: %s@example.com\n",
				id, name, login)
		case 4:
			put(t, filepath.Join(at, "cs-week-"+login, marker), "")
		}
		fmt.Fprintf(&roster, "%s,%d,%s,%s@example.com\n", name, id, login, login)
		want = append(want, row{
			Name: name, ID: fmt.Sprint(id), Login: login, Email: login + "@example.com", Late: i%6 == 1,
			Attempts: "1/1", Files: text,
		})
	}
	put(t, filepath.Join(at, gradescopeFile), metadata.String())
	file := filepath.Join(t.TempDir(), "roster.csv")
	put(t, file, roster.String()+"Zz Nobody,999,zz,zz@example.com\n")
	listed, err := ReadRoster(file)
	check(t, err)
	got := rows(t, at, Options{Roster: listed})
	want = append(want, row{Name: "Zz Nobody", ID: "999", Login: "zz", Email: "zz@example.com", Attempts: "0/0"})
	sortRows(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("students (-want +got):\n%s", diff)
	}
	of, err := List(at, Options{Wanted: []string{stream}})
	check(t, err)
	layouts := map[string]int{"moodle": 5, "canvas": 5, "blackboard": 5, "gradescope": 5, "classroom50": 5, "workbook": 5}
	if diff := cmp.Diff(layouts, of.Layouts); diff != "" || len(of.Ignored) > 0 {
		t.Errorf("ignored %q, layouts (-want +got):\n%s", of.Ignored, diff)
	}
}

func sortRows(all []row) {
	slices.SortFunc(all, func(a, b row) int { return strings.Compare(a.Name, b.Name) })
}
