package seed_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"
)

// stderr returns what do writes to standard error.
func stderr(t *testing.T, do func()) string {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	defer func(before *os.File) { os.Stderr = before }(os.Stderr)
	os.Stderr = file
	do()
	text, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestOpenHasTheEmbeddedServerMakeUpUsers(t *testing.T) {
	const query = "SELECT COUNT(*), MIN(user_id) FROM user_data WHERE user_id < '01'"
	first := make(map[string]bool)
	for _, where := range []string{"environment", ".env"} {
		t.Run(where, func(t *testing.T) {
			mysqltest.NewProgram(t, nil) // makes sure that there is no ALX_prodev
			if where == ".env" {
				setenv(t, nil)
				write(t, ".env", "EMBEDDED_USERS=10000000\n")
			} else {
				setenv(t, map[string]string{"EMBEDDED_USERS": "10000000"})
			}
			for range 2 { // and once more beside the first
				db, err := seed.Open(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				defer db.Close()
				var users int
				var id string
				err = db.QueryRow(query).Scan(&users, &id)
				if err != nil || users < 39_000 || users > 39_200 {
					t.Errorf("%d users have an id that begins with 00, %v, want one in 256 of ten million", users, err)
				}
				first[id] = true
				if _, err := db.Exec("DELETE FROM user_data"); err == nil {
					t.Error("a DELETE is no error")
				}
			}
			says(t, seed.CheckWritable(), "EMBEDDED_USERS=10000000", "can only be read", "unset")
		})
	}
	if len(first) != 1 {
		t.Errorf("the first user of each time: %v, want the same", first)
	}
}

func TestEmbeddedUsersIsAWholeNumberWithinBounds(t *testing.T) {
	for _, value := range []string{"-1", "100000001", "1e7", "10,000", "ten", " "} {
		setenv(t, map[string]string{"EMBEDDED_USERS": value})
		_, err := seed.Open(t.Context())
		says(t, err, "EMBEDDED_USERS="+`"`+value+`"`, "want a whole number from 0 to 100000000")
		says(t, seed.CheckWritable(), "want a whole number")
	}
	mysqltest.NewProgram(t, nil)
	setenv(t, map[string]string{"EMBEDDED_USERS": "0"})
	if users := usersOfOpen(t); users != 0 {
		t.Errorf("with EMBEDDED_USERS=0 there are %d users, want none", users)
	}
}

func TestEmbeddedUsersIsIgnoredWithAnotherServer(t *testing.T) {
	mysqltest.NewProgram(t, mysqltest.Users(3))
	variables := mysqltest.Variables(t)
	variables["EMBEDDED_USERS"] = "10000000"
	setenv(t, variables)
	said := stderr(t, func() {
		if users := usersOfOpen(t); users != 3 {
			t.Errorf("there are %d users, want the 3 of the other server", users)
		}
	})
	if !strings.HasPrefix(said, "EMBEDDED_USERS is ignored") || strings.Count(said, "\n") != 1 {
		t.Errorf("Open said %q, want one line that the variable is ignored", said)
	}
	said = stderr(t, func() {
		if err := seed.CheckWritable(); err != nil {
			t.Errorf("CheckWritable with another server: %v", err)
		}
	})
	if strings.Count(said, "\n") != 1 {
		t.Errorf("CheckWritable said %q, want one line", said)
	}
}

// mysqltest.Main has unset it, whatever the environment of go test or a .env file says.
func TestTestsNeverSeeEmbeddedUsers(t *testing.T) {
	if value, set := os.LookupEnv("EMBEDDED_USERS"); !set || value != "" {
		t.Errorf("EMBEDDED_USERS=%q, %t, want it set and empty, so that it wins over a .env file", value, set)
	}
	t.Chdir(t.TempDir())
	write(t, ".env", "EMBEDDED_USERS=5\n")
	if err := seed.CheckWritable(); err != nil {
		t.Error(err)
	}
}
