package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"

	"github.com/go-sql-driver/mysql"
)

// inserter is one way to insert the users of a CSV file.
type inserter struct {
	name   string
	insert insertFunc
}

// insertFunc inserts the users of a CSV, as [seed.InsertData] does.
type insertFunc = func(ctx context.Context, db *sql.DB, csv io.Reader) (inserted int64, err error)

// Insert measures [seed.InsertData], the faster way of exercise 0, and LOAD DATA, each as a function and as a program.
func Insert(b *testing.B, fast insertFunc) {
	describe(b)
	inserters := []inserter{
		{"InsertData", seed.InsertData},
		{"fast", fast},
		{"load_data", loadData},
	}
	for _, size := range sizes(b) {
		b.Run(fmt.Sprintf("rows=%d", size), func(b *testing.B) {
			file := csvFile(b, size)
			if size <= mostCompared {
				b.Run("measure=speed", func(b *testing.B) { compareInserters(b, inserters, file, size) })
			}
			b.Run("measure=program", func(b *testing.B) {
				p := mysqltest.NewProgram(b, nil)
				p.Grant("CREATE, INSERT")
				db := mysqltest.New(b)
				drop := func() {
					if _, err := db.Exec("DROP DATABASE IF EXISTS ALX_prodev"); err != nil {
						b.Fatal(err)
					}
				}
				programs := []Program{
					{Name: "all", Args: []string{"-csv", file}},
					{Name: "fast", Args: []string{"-fast", "-csv", file}},
					{Name: "load_data", Args: []string{file}, Peer: loadDataPeer},
				}
				inRounds(b, size, len(programs), func(b *testing.B, i int) {
					before := drop
					if programs[i].Peer != nil {
						before = func() { p.Fill(seed.CreateTable) } // LOAD DATA makes none
					}
					b.Run("method="+programs[i].Name, func(b *testing.B) {
						programs[i].run(b, p, before)
						var count int
						err := p.Prodev().QueryRowContext(b.Context(), "SELECT COUNT(*) FROM user_data").Scan(&count)
						if err != nil || count != size {
							b.Errorf("%d users are in the table, want %d: %v", count, size, err)
						}
					})
				})
			})
		})
	}
}

// compareInserters measures how fast each inserts a file, in rounds.
func compareInserters(b *testing.B, inserters []inserter, file string, size int) {
	inRounds(b, size, len(inserters), func(b *testing.B, i int) {
		b.Run("method="+inserters[i].name, func(b *testing.B) { insertSpeed(b, inserters[i], file, size) })
	})
}

// csvFile returns a file of that many users, the same in every run.
func csvFile(b *testing.B, size int) string {
	b.Helper()
	file := filepath.Join(b.TempDir(), "users.csv")
	command := exec.CommandContext(b.Context(), "go", "run", "example.com/generators/data/gen",
		"-rows", strconv.Itoa(size), "-seed", "7", "-o", file)
	if out, err := command.CombinedOutput(); err != nil {
		b.Fatalf("make a CSV: %v\n%s", err, out)
	}
	return file
}

// insertSpeed measures how fast a file goes into an empty table.
func insertSpeed(b *testing.B, i inserter, file string, size int) {
	db := mysqltest.Seed(b, nil)
	run := func() {
		csv, err := os.Open(file)
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = csv.Close() }() // it was only read
		inserted, err := i.insert(b.Context(), db.DB, csv)
		var reply *mysql.MySQLError
		if errors.As(err, &reply) && reply.Number == 3948 { // ER_CLIENT_LOCAL_FILES_DISABLED
			b.Skipf("needs a server with local_infile=ON: %v", err)
		}
		if err != nil || inserted != int64(size) {
			b.Fatalf("%s inserted %d users, want %d: %v", i.name, inserted, size, err)
		}
	}
	for b.Loop() {
		b.StopTimer()
		if _, err := db.ExecContext(b.Context(), "TRUNCATE TABLE user_data"); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		run()
	}
	b.ReportMetric(float64(b.N)*float64(size)/b.Elapsed().Seconds(), "rows/s")
}

// loadDataOf sends a file as it is; the server parses it.
const loadDataOf = `LOAD DATA LOCAL INFILE '%s' INTO TABLE user_data CHARACTER SET utf8mb4
	FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '"' ESCAPED BY '' LINES TERMINATED BY '\n'
	IGNORE 1 LINES (user_id, name, email, age)`

func loadData(ctx context.Context, db *sql.DB, csv io.Reader) (inserted int64, err error) {
	mysql.RegisterReaderHandler("users", func() io.Reader { return csv })
	defer mysql.DeregisterReaderHandler("users")
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback() // after a Commit it does nothing
	result, err := tx.ExecContext(ctx, fmt.Sprintf(loadDataOf, "Reader::users"))
	if err != nil {
		return 0, err
	}
	if inserted, err = result.RowsAffected(); err != nil {
		return 0, err
	}
	return inserted, tx.Commit()
}
