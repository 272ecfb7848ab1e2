package main

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"example.com/generators/data"
	"example.com/generators/shared/diff"
	"example.com/generators/shared/laws"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"

	"github.com/go-sql-driver/mysql"
	"github.com/google/uuid"
)

func TestInsertData(t *testing.T) { checkInserts(t, seed.InsertData, false) }

type insertFunc = func(ctx context.Context, db *sql.DB, csv io.Reader) (inserted int64, err error)

// checkInserts holds insertData to what the task asks of InsertData.
func checkInserts(t *testing.T, insertData insertFunc, sortsFirst bool) {
	// on returns a table with users in it, and a handle to it for insertData.
	on := func(t *testing.T, users []seed.User) (db *mysqltest.Database, handle *sql.DB) {
		db = mysqltest.Seed(t, users)
		return db, prodevOf(db).handle(t)
	}
	// works fails the test unless insertData inserts, for which it looks once: code that never does keeps, breaks and
	// leaves nothing.
	var looked bool
	var idle error
	works := func(t *testing.T) {
		t.Helper()
		if !looked {
			looked, idle = true, errors.New("it did not return")
			db, handle := on(t, nil)
			file := "name,email,age\n"
			for i := range 1100 { // plain ones, and more than a batch; whether all are inserted is for others to say
				file += fmt.Sprintf("Ann %d,ann%[1]d@example.com,25\n", i)
			}
			_, idle = insertData(t.Context(), handle, strings.NewReader(file))
			handle.Close() // with what it may hold
			if n := count(t, db.DB, "SELECT COUNT(*) FROM user_data"); n == 0 && idle == nil {
				idle = errors.New("no error, and nobody in the table")
			}
		}
		if idle != nil {
			t.Fatalf("InsertData inserts nobody (%v): until it does, nothing else can be judged", idle)
		}
	}
	var beside string // says what was returned with an error, and is not 0
	three := func(ctx context.Context, db *sql.DB) error {
		inserted, err := insertData(ctx, db, strings.NewReader(toCSV(mysqltest.Users(3))))
		if err != nil && inserted != 0 {
			beside = fmt.Sprintf("InsertData = %d, %v, want 0 beside an error", inserted, err)
		}
		return err
	}

	t.Run("inserts_the_users_of_a_csv", func(t *testing.T) {
		db, handle := on(t, nil)
		want := mysqltest.Users(9)
		want[3].Name = `Robert'); DROP TABLE user_data; -- \`
		want[4].Name, want[4].Email = "  Ann ", " ann@example.com\t"
		want[5].Name, want[5].Email = strings.Repeat("🐘", 255), strings.Repeat("🐁", 255)
		want[6].ID = want[6].ID[:24] + "ABCDEF" + want[6].ID[30:]
		want[8].Name, want[8].Email, want[8].Age = want[7].Name, want[7].Email, want[7].Age // only the ids differ
		const headerAlone = "user_id,name,email,age\n"
		inserts(t, insertData, handle, headerAlone, 0)
		inserts(t, insertData, handle, toCSV(want), 9)
		has(t, db, want)

		law := laws.Law{
			Sentence: "values go to the server as parameters, never as part of the SQL text",
			Advice:   "write VALUES (?, ?, ?, ?), and give the values to ExecContext after the statement", Page: page,
		}
		prodevOf(db).observe(t, law, laws.Fault{}, func(o *laws.Observation) {
			user := []string{"Parametra", "parametra@example.com", "113"}
			_, _ = insertData(o.Ctx, o.DB, strings.NewReader("name,email,age\n"+strings.Join(user, ",")+"\n"))
			for _, sent := range o.Spy.Statements() {
				if slices.ContainsFunc(user, func(value string) bool { return strings.Contains(sent.SQL, value) }) {
					o.Fail("a name, an email and an age that are no part of a statement", laws.Hide(sent.SQL))
				}
			}
		})
	})

	t.Run("takes_the_columns_by_name", func(t *testing.T) {
		db, handle := on(t, nil)
		age := mysqltest.Pick(t, 61, 0, 150)
		inserts(t, insertData, handle,
			fmt.Sprintf("age,email,shoe,user_id,name\n%d,ann@example.com,40,00000000-0000-4000-8000-000000000001,Ann\n", age), 1)
		has(t, db, []seed.User{{ID: "00000000-0000-4000-8000-000000000001", Name: "Ann", Email: "ann@example.com", Age: age}})
	})

	t.Run("takes_commas_quotes_and_line_breaks_in_a_value", func(t *testing.T) {
		db, handle := on(t, nil)
		want := mysqltest.Users(6)
		want[0].Name = "Lovelace, Ada"
		want[1].Name = `Ada "the Countess" Lovelace`
		want[2].Name = `"`
		want[3].Name = "Ada\nLovelace"
		want[4].Name, want[4].Email = `O"Neill, Tip`, `"tip, or o'neill"@example.com`
		want[5].Name = "Ada\rLovelace"
		inserts(t, insertData, handle, toCSV(want), 6)
		has(t, db, want)
	})

	t.Run("takes_a_byte_order_mark_and_any_line_ends", func(t *testing.T) {
		want := mysqltest.Users(3)
		lines := toCSV(want)
		for _, test := range []struct{ file, reason string }{
			{"\uFEFF" + lines, "with a byte order mark"},
			{strings.ReplaceAll(lines, "\n", "\r\n"), "with CRLF line ends"},
			{strings.ReplaceAll(lines, "\n", "\n\n"), "with blank lines"},
			{strings.TrimSuffix(lines, "\n"), "without a last line end"},
		} {
			db, handle := on(t, nil)
			if got, err := insertData(t.Context(), handle, strings.NewReader(test.file)); err != nil || got != 3 {
				t.Errorf("InsertData of a file %s = %d, %v, want 3", test.reason, got, err)
			}
			has(t, db, want)
		}
	})

	t.Run("takes_the_file_of_the_course_exactly_once", func(t *testing.T) {
		db, handle := on(t, nil)
		file := "\"name\",\"email\",\"age\"\n\"Molly " +
			"O'Kon\",\"molly@example.com\",\"67\"\n\"Ann\",\"ann@example.com\",\"1\"\n\"Ann\",\"ann2@example.com\",\"120\""
		inserts(t, insertData, handle, file, 3)
		if got, err := insertData(t.Context(), handle, strings.NewReader(file)); err != nil || got != 0 {
			t.Errorf("InsertData of the same file, the second time = %d, %v, want 0 and no error", got, err)
		}
		if n := count(t, db.DB, "SELECT COUNT(*) FROM user_data"); n != 3 {
			t.Errorf("%d users after two runs, want 3", n)
		}
	})

	t.Run("derives_the_id_from_the_whole_row_and_nothing_else", func(t *testing.T) {
		db, handle := on(t, nil)
		const header, ann = "name,email,age\n", "Ann,ann@example.com,30\n"
		const others = "Bob,ann@example.com,30\nAnn,bob@example.com,30\nAnn,ann@example.com,31\n" // each in one value
		inserts(t, insertData, handle, header+ann+others, 4)
		inserts(t, insertData, handle, header+"Cid,cid@example.com,30\n"+ann, 1) // Ann is on another line now
		for _, user := range users(t, db.DB) {
			if len(user.ID) != 36 || uuid.Validate(user.ID) != nil {
				t.Errorf("the id %q of %s is not a UUID", user.ID, user.Name)
			}
		}
	})

	t.Run("takes_the_file_of_the_workbook_exactly_once", func(t *testing.T) {
		db, handle := on(t, nil)
		for _, want := range []int64{1000, 0} {
			if got, err := insertData(t.Context(), handle, data.Open()); err != nil || got != want {
				t.Errorf("InsertData of data/user_data.csv = %d, %v, want %d", got, err, want)
			}
		}
		if n := count(t, db.DB, "SELECT COUNT(*) FROM user_data"); n != 1000 {
			t.Errorf("%d users after two runs, want 1000", n)
		}
	})

	t.Run("leaves_a_user_who_is_there", func(t *testing.T) {
		want := mysqltest.Users(5)
		db, handle := on(t, want[:4])
		changed := slices.Clone(want)
		changed[0].Name, changed[1].Age, changed[2].Email = "Somebody Else", 99, "else@example.com"
		inserts(t, insertData, handle, toCSV(changed), 1)
		has(t, db, want)
	})

	t.Run("inserts_a_user_once_who_is_in_the_file_twice", func(t *testing.T) {
		db, handle := on(t, nil)
		want := mysqltest.Users(40) // so many that a sort that is not stable changes their order
		again := slices.Clone(want[:39])
		for i := range again {
			again[i].Name, again[i].Email, again[i].Age = "Somebody Else", "else@example.com", 99
		}
		inserts(t, insertData, handle, toCSV(append(slices.Clone(want), again...)), 40)
		has(t, db, want) // the first of two stays
	})

	t.Run("inserts_a_large_file", func(t *testing.T) {
		const n = 17_001 // more than a prepared statement takes: 65,535 parameters, four a user
		db, handle := on(t, nil)
		inserts(t, insertData, handle, toCSV(mysqltest.Users(n)), int64(n))
		if got := count(t, db.DB, "SELECT COUNT(DISTINCT email) FROM user_data"); got != n {
			t.Errorf("%d users in the table, want %d", got, n)
		}

		law := laws.Law{
			Sentence: "a file can have any number of users, and can take any time to arrive",
			Advice:   "end where ReadUsers ends, ask nothing for each user, and let only the caller's context set a time limit",
			Page:     page,
		}
		const many = 70_000 // more than 16 bits count
		db, _ = on(t, nil)
		prodevOf(db).observe(t, law, laws.SwallowedInserts(), func(o *laws.Observation) {
			file := &generated{users: many}
			if _, err := insertData(o.Ctx, o.DB, file); err != nil || file.rows <= many {
				o.Fail(fmt.Sprintf("%d users read and inserted", many),
					fmt.Sprintf("%d users read, error %s", file.rows, laws.Hide(err)))
			}
		})
		prodevOf(db).observe(t, law, laws.Fault{}, func(o *laws.Observation) {
			file := &hooked{Reader: strings.NewReader(toCSV(mysqltest.Users(3))), call: func() { time.Sleep(time.Hour) }}
			if _, err := insertData(o.Ctx, o.DB, file); err != nil {
				o.Fail("no error for a file that takes an hour to arrive", laws.Hide(err))
			}
		})
	})

	t.Run("inserts_nobody_if_a_line_is_bad", func(t *testing.T) {
		works(t)
		const row = "00000000-0000-4000-8000-00000000ffff,Ann,a@example.com,"
		for _, test := range []struct {
			good               int // users on the lines before
			line, want, reason string
		}{
			{1200, "x,Ann,a@example.com,25\n", "line 1202, column 1", "an id that is no UUID"},
			{3, row + "old\n", "line 5, column 56", "an age that is no number"},
			{3, row + "-1\n", "line 5, column 56", "an age below 0"},
			{3, row + "151\n", "line 5, column 56", "an age above 150"},
			{3, row + "1e1\n", "line 5, column 56", "an age that is not in digits alone"},
			{3, row + "2.5\n", "line 5, column 56", "an age that is no whole number"},
			{3, row + " 30\n", "line 5, column 56", "an age with a space before it"},
			{3, row + "+30\n", "line 5, column 56", "an age with a sign"},
			{3, "00000000-0000-4000-8000-00000000ffff,,a@example.com,25\n", "line 5, column 38", "no name"},
			{3, strings.TrimSuffix(row, ","), "line 5", "a missing field in the last line"},
			{3, row + "25,26\n", "line 5", "a field too many"},
			{3, row[:37] + strings.Repeat("🐘", 256) + ",a@example.com,25\n", "line 5, column 38", "a name of 256 characters"},
		} {
			db, handle := on(t, mysqltest.Users(1))
			handle.SetMaxIdleConns(-1) // statements outside of one transaction get a connection each
			inserted, err := insertData(t.Context(), handle, strings.NewReader(toCSV(mysqltest.Users(test.good))+test.line))
			if err == nil || !strings.Contains(err.Error(), test.want) || inserted != 0 {
				t.Errorf("%s: InsertData = %d, %v, want 0 and an error with %q", test.reason, inserted, err, test.want)
			}
			if n := inUse(handle); n > 0 {
				t.Errorf("%s: %d connection(s) left in use", test.reason, n)
			}
			if n := count(t, db.DB, "SELECT COUNT(*) FROM user_data"); n != 1 {
				t.Errorf("%s: %d users in the table, want only the 1 from before", test.reason, n)
			}
		}

		law := laws.Law{
			Sentence: "a file with a bad line changes nothing, however many of its users have been sent to the server by then",
			Advice:   "begin a transaction before the first INSERT, and commit it after the last", Page: page,
		}
		db, _ := on(t, nil)
		prodevOf(db).observe(t, law, laws.Fault{}, func(o *laws.Observation) {
			inserting := func() bool {
				return slices.ContainsFunc(o.Spy.Statements(), func(s laws.Statement) bool {
					return strings.Contains(strings.ToUpper(s.SQL), "INSERT")
				})
			}
			file := io.MultiReader(&generated{users: 20_000, enough: inserting}, strings.NewReader("Ann,a@example.com,old\n"))
			_, err := insertData(o.Ctx, o.DB, file)
			o.Settle()
			if n := count(t, db.DB, "SELECT COUNT(*) FROM user_data"); err == nil || n > 0 {
				o.Fail("an error and nobody in the table", fmt.Sprintf("the error %s and %d users", laws.Hide(err), n))
			}
		})

		// A server that forgets what it is sent takes so many that also a commit after each 100,000 is seen.
		db, _ = on(t, nil)
		prodevOf(db).observe(t, law, laws.SwallowedAndRefused(), func(o *laws.Observation) {
			file := &generated{users: 120_000}
			insertData(o.Ctx, o.DB, file)                                       // fails at its commit
			if o.Spy.Faulted() && file.rows > 1000 && file.rows <= file.users { // what is committed before is no user
				o.Fail("no commit before the end of the file",
					fmt.Sprintf("one when at most %d of %d users had been read", file.rows, file.users))
			}
		})
	})

	t.Run("inserts_nobody_if_the_file_breaks_off", func(t *testing.T) {
		works(t)
		for _, cause := range []error{io.ErrUnexpectedEOF, io.ErrClosedPipe, os.ErrDeadlineExceeded} {
			db, handle := on(t, mysqltest.Users(1))
			file := io.MultiReader(strings.NewReader(toCSV(mysqltest.Users(3))), iotest.ErrReader(cause))
			inserted, err := insertData(t.Context(), handle, file)
			if !laws.Wraps(err, cause) || inserted != 0 {
				t.Errorf("InsertData of a file that breaks off between two lines = %d, %v, want 0 and %s", inserted, err,
					laws.Wanted(err, cause))
			}
			if n := count(t, db.DB, "SELECT COUNT(*) FROM user_data"); n != 1 {
				t.Errorf("%d users in the table, want only the 1 from before", n)
			}
		}
	})

	t.Run("inserts_nobody_if_it_is_interrupted", func(t *testing.T) {
		works(t)
		text := toCSV(mysqltest.Users(4500))
		for _, after := range []int{len(text) / 4, len(text) * 24 / 25} { // before a batch among others, and before the last
			db, handle := on(t, nil)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			file := &hooked{Reader: strings.NewReader(text), after: after, call: cancel}
			inserted, err := insertData(ctx, handle, file)
			// Package sql closes a transaction's statements when its context ends, and then says so in place of the cause.
			closed := err != nil && strings.Contains(err.Error(), "sql: statement is closed")
			if !closed && !laws.Wraps(err, context.Canceled) || inserted != 0 {
				t.Errorf("InsertData, cancelled while it reads = %d, %v, want 0 and %s", inserted, err,
					laws.Wanted(err, context.Canceled))
			}
			if n := count(t, db.DB, "SELECT COUNT(*) FROM user_data"); n != 0 {
				t.Errorf("%d users in the table, want none", n)
			}
		}
	})

	t.Run("inserts_all_or_nobody_if_the_server_gives_it_up", func(t *testing.T) {
		works(t)
		law := laws.Law{
			Sentence: "the whole file is inserted or nothing, also when another program locks the same rows or the commit fails",
			Advice: "send each INSERT by the transaction, and return its errors: at a deadlock the server has rolled " +
				"all of it back, so that you could only begin again with the first line", Page: page,
		}
		there, all := mysqltest.Users(1), mysqltest.Users(1200)
		for _, fault := range []laws.Fault{
			{Exec: &mysql.MySQLError{Number: 1213, Message: "Deadlock found"}, ExecAt: 2, RollBack: true},
			{Exec: &mysql.MySQLError{Number: 1205, Message: "Lock wait timeout exceeded"}, ExecAt: 2},
			laws.FailedCommit(),
		} {
			db, _ := on(t, there)
			prodevOf(db).observe(t, law, fault, func(o *laws.Observation) {
				inserted, err := insertData(o.Ctx, o.DB, strings.NewReader(toCSV(all)))
				o.Settle()
				want, wanted := all, int64(len(all)-len(there))
				if err != nil {
					o.Failed(err, fault)
					want, wanted = there, 0
				}
				n := count(t, db.DB, "SELECT COUNT(*) FROM user_data")
				if n != len(want) || inserted != wanted {
					o.Fail(fmt.Sprintf("with the error %s, %d users inserted", laws.Hide(err), wanted),
						fmt.Sprintf("%d, and InsertData says %s", n-len(there), laws.Hide(inserted)))
				}
			})
		}
	})

	t.Run("reads_the_csv_as_it_goes", func(t *testing.T) {
		if sortsFirst {
			t.Skip("it reads all of it before it inserts")
		}
		works(t)
		law := laws.Law{
			Sentence: "InsertData inserts while it reads, and never has the whole file in memory",
			Advice:   "send a batch of users as soon as it is full", Page: page,
		}
		const size, allowed = 64 << 20, 8 << 20 // bytes
		db, _ := on(t, nil)
		prodevOf(db).observe(t, law, laws.FailedExec(), func(o *laws.Observation) {
			file := &generated{users: math.MaxInt}
			insertData(o.Ctx, o.DB, opaque{io.LimitReader(file, size)}) // fails at its first statement that inserts
			if file.read > allowed {
				o.Fail(fmt.Sprintf("at most %d MiB of the file read at the first statement", allowed>>20),
					fmt.Sprintf("%d MiB", file.read>>20))
			}
		})
	})

	t.Run("keeps_memory_constant", func(t *testing.T) {
		works(t)
		law := laws.Law{
			Sentence: "InsertData keeps nothing of what it has inserted",
			Advice:   "keep no slice or map that grows with the file; IGNORE finds users that are in the table", Page: page,
		}
		const users, allowed = 120_000, 1536 << 10 // and bytes: the ids of 48,000 users take twice as much
		const statements = 50                      // at once: one for each size of a batch is enough
		db, _ := on(t, nil)
		prodevOf(db).observe(t, law, laws.SwallowedInserts(),
			func(o *laws.Observation) {
				file := &generated{users: users, weighEvery: users / 20}
				if _, err := insertData(o.Ctx, o.DB, file); err != nil || file.rows <= users {
					o.Advice = "insert the whole file, with a statement for some hundreds of users"
					o.Fail(fmt.Sprintf("%d users read and inserted", users),
						fmt.Sprintf("%d users read, error %s", file.rows, laws.Hide(err)))
					return
				}
				// How full a batch is when it is weighed is chance, so the least of many counts. One that was full once can
				// still be in memory, so the first users do not count: a batch can have as many.
				grown := int64(slices.Min(file.heap[12:])) - int64(slices.Min(file.heap[4:12]))
				if grown > allowed {
					o.Fail(fmt.Sprintf("at most %d KiB more in use with the last users of %d than in the middle", allowed>>10,
						users), fmt.Sprintf("%d KiB", grown>>10))
				}
				if open := o.Spy.MostStatements(); open > statements {
					o.Advice = "close a statement that you have prepared before you prepare the next, or prepare it once"
					o.Fail(fmt.Sprintf("at most %d prepared statements at once", statements), fmt.Sprintf("%d", open))
				}
			})
	})

	t.Run("gives_the_file_back", func(t *testing.T) {
		works(t)
		law := laws.Law{
			Sentence: "when InsertData returns, nothing reads from the caller's file any more, which is still open, and no " +
				"goroutine is left",
			Advice: "end the goroutine that reads, and wait for its end, before you return: seed.Ahead does both. Close what " +
				"you have opened, by defer, but not the file", Page: page,
		}
		for _, test := range []struct {
			fault laws.Fault
			file  string // before many more users
		}{
			{laws.FailedExec(), "name,email,age\n"},
			{laws.Fault{}, "name,email,age\nAnn,a@example.com,old\n"},
		} {
			db, _ := on(t, nil)
			prodevOf(db).observe(t, law, test.fault, func(o *laws.Observation) {
				rest := &paused{generated: generated{rows: 1, users: 100_000}, at: 2 << 20, end: make(chan struct{})}
				file := &closable{Reader: io.MultiReader(strings.NewReader(test.file), rest)}
				_, err := insertData(o.Ctx, o.DB, file)
				if err == nil {
					o.Fail("an error", "none")
				}
				o.Settle()
				before := rest.bytes.Load()
				close(rest.end)
				o.Settle()
				if more := rest.bytes.Load() - before; more > 0 {
					o.Fail("nothing read from the file after InsertData has returned an error", fmt.Sprintf("%d KiB", more>>10))
				}
				if file.closed {
					o.Fail("the file open", "closed")
				}
				if o.DB.Stats().InUse > 0 || o.Spy.OpenStatements() > 0 {
					o.Advice = laws.CloseByDefer
				}
				o.Released()
			})
		}
	})

	t.Run("names_no_database", func(t *testing.T) { namesNoDatabase(t, prodevOf(mysqltest.Seed(t, nil)), three) })

	t.Run("returns_its_errors", func(t *testing.T) {
		works(t)
		// Also where it asks the server something first, and where all but the commit was well.
		returnsErrors(t, prodevOf(mysqltest.Seed(t, nil)), three, laws.FailedExec(), laws.FailedCount(),
			laws.FailedCommit())
		if beside != "" {
			t.Error(beside)
		}
	})

	t.Run("leaves_the_handle_as_it_was", func(t *testing.T) {
		works(t)
		leavesTheHandle(t, prodevOf(mysqltest.Seed(t, nil)), three)
	})

	t.Run("says_that_there_is_no_table", func(t *testing.T) {
		works(t)
		if err := three(t.Context(), prodevOf(mysqltest.New(t)).handle(t)); err == nil {
			t.Error("InsertData without a table returned no error")
		}
	})

	t.Run("says_which_privilege_is_missing", func(t *testing.T) {
		db := mysqltest.Seed(t, mysqltest.Users(1))
		reader := db.User(t, "SELECT") // first, since it skips the test where nobody's rights can be taken away
		works(t)
		inserted, err := insertData(t.Context(), reader, data.Open())
		if err == nil || !strings.Contains(err.Error(), "denied") || inserted != 0 {
			t.Errorf("InsertData as a user who can only read = %d, %v, want 0 and an error that says denied", inserted, err)
		}
	})

	t.Run("inserts_each_user_once_when_two_run_at_once", func(t *testing.T) {
		mysqltest.Require(t, "the embedded one has no row locks")
		db, handle := on(t, nil)
		const n = 5000
		var inserted [2]int64
		var errs [2]error
		var both sync.WaitGroup
		for i := range inserted {
			both.Go(func() {
				inserted[i], errs[i] = insertData(t.Context(), handle, strings.NewReader(toCSV(mysqltest.Users(n))))
			})
		}
		both.Wait()
		if err := errors.Join(errs[:]...); err != nil || inserted[0]+inserted[1] != n {
			t.Errorf("two runs at once inserted %d and %d, %v, want %d together", inserted[0], inserted[1], err, n)
		}
		if got := count(t, db.DB, "SELECT COUNT(*) FROM user_data"); got != n {
			t.Errorf("%d users in the table, want %d", got, n)
		}
	})
}

// FuzzInsertData: whatever the file says, InsertData does not panic, and inserts all of it or nothing.
func FuzzInsertData(f *testing.F) {
	for _, text := range []string{
		toCSV(mysqltest.Users(3)),
		"\uFEFFname,email,age\r\nAnn,a@example.com,25\r\n\r\n",
		"name,email,age\nAnn,a@example.com,25",
		"name,email,age\n\"Ann,a@example.com,25\n",
		"name,email,age\nAnn,a@example.com\n",
		"name\n", "", "\xff,\x00\n",
	} {
		f.Add(text)
	}
	db := mysqltest.Seed(f, nil)
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := db.Exec("DELETE FROM user_data"); err != nil {
			t.Fatal(err)
		}
		inserted, err := seed.InsertData(t.Context(), db.DB, strings.NewReader(text))
		n := count(t, db.DB, "SELECT COUNT(*) FROM user_data")
		if int64(n) != inserted || err != nil && n != 0 {
			t.Errorf("InsertData = %d, %v, and %d users are in the table", inserted, err, n)
		}
	})
}

func inserts(t *testing.T, insertData insertFunc, db *sql.DB, csv string, want int64) {
	t.Helper()
	if got, err := insertData(t.Context(), db, strings.NewReader(csv)); err != nil || got != want {
		t.Errorf("InsertData = %d, %v, want %d", got, err, want)
	}
}

// has fails the test unless the table has those users.
func has(t *testing.T, db *mysqltest.Database, want []seed.User) {
	t.Helper()
	if diff := diff.Of(want, users(t, db.DB)); diff != "" {
		t.Errorf("the table (-want +got):\n%s", diff)
	}
}

func toCSV(users []seed.User) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Write([]string{"user_id", "name", "email", "age"})
	for _, user := range users {
		w.Write([]string{user.ID, user.Name, user.Email, strconv.Itoa(user.Age)})
	}
	w.Flush()
	return b.String()
}

func users(t *testing.T, db *sql.DB) []seed.User {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "SELECT user_id, name, email, age FROM user_data ORDER BY user_id")
	if err != nil {
		t.Fatal(err)
	}
	users, err := seed.CollectUsers(rows)
	if err != nil {
		t.Fatal(err)
	}
	return users
}

// opaque is a reader of a type that no code can look into: the limit of an io.LimitedReader can be changed.
type opaque struct{ reader io.Reader }

func (o opaque) Read(p []byte) (int, error) { return o.reader.Read(p) }

// hooked calls something when so many bytes have been read.
type hooked struct {
	io.Reader
	after int
	call  func()
}

func (h *hooked) Read(p []byte) (int, error) {
	n, err := h.Reader.Read(p[:min(len(p), 4096)])
	if h.after -= n; h.after <= 0 {
		h.call()
	}
	return n, err
}

// generated is a CSV of so many users, made while it is read.
type generated struct {
	users int
	rows  int    // so far, with the first line
	rest  string // of the last of them
	read  int    // bytes

	enough func() bool // ends it before; nil for never

	weighEvery int      // users
	heap       []uint64 // bytes in use each time
}

func (g *generated) Read(p []byte) (int, error) {
	if g.rest == "" {
		if g.weighEvery > 0 && g.rows > 0 && g.rows%g.weighEvery == 0 {
			g.heap = append(g.heap, laws.LiveHeap())
		}
		if g.rows > g.users || g.enough != nil && g.enough() {
			return 0, io.EOF
		}
		g.rest = fmt.Sprintf("User %d,user%d@example.com,%d\n", g.rows, g.rows, g.rows%120)
		if g.rows == 0 {
			g.rest = "name,email,age\n"
		}
		g.rows++
	}
	n := copy(p, g.rest)
	g.rest = g.rest[n:]
	g.read += n
	return n, nil
}

// closable is a file that its caller closes.
type closable struct {
	io.Reader
	closed bool
}

func (c *closable) Close() error { c.closed = true; return nil }

// paused is such a file that from a place on has nothing more to say until end is closed: so much read ahead waits.
type paused struct {
	generated
	at    int64 // bytes
	bytes atomic.Int64
	end   chan struct{}
}

func (p *paused) Read(b []byte) (int, error) {
	if p.bytes.Load() >= p.at {
		select {
		case <-p.end:
		case <-time.After(time.Hour): // of the bubble's time: for code that waits for the whole file
		}
	}
	n, err := p.generated.Read(b)
	p.bytes.Add(int64(n))
	return n, err
}
