// Right: it reads the CSV by encoding/csv itself, and derives ids of its own.
package seed

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
)

func CreateDatabase(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, "CREATE DATABASE IF NOT EXISTS ALX_prodev"); err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	return nil
}

func CreateTable(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS user_data (
		user_id CHAR(36) PRIMARY KEY,
		name VARCHAR(255) NOT NULL,
		email VARCHAR(255) NOT NULL,
		age DECIMAL(3,0) NOT NULL,
		INDEX (user_id)
	)`)
	if err != nil {
		return fmt.Errorf("create table: %w", err)
	}
	return nil
}

func InsertData(ctx context.Context, db *sql.DB, r io.Reader) (inserted int64, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback()
	text := bufio.NewReader(r)
	if mark, err := text.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		text.Discard(3)
	}
	file := csv.NewReader(text)
	header, err := file.Read()
	if errors.Is(err, io.EOF) {
		return 0, errors.New("line 1: no header")
	}
	if err != nil {
		return 0, fmt.Errorf("header: %w", parseError(err))
	}
	at := map[string]int{}
	for i, name := range header {
		at[name] = i
	}
	for _, name := range []string{"name", "email", "age"} {
		if _, ok := at[name]; !ok {
			return 0, fmt.Errorf("line 1: no column %q", name)
		}
	}
	idAt, hasID := at["user_id"]
	for {
		line, err := file.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			var bad *csv.ParseError
			if errors.As(err, &bad) {
				return 0, fmt.Errorf("line %d, column %d: %w", bad.Line, bad.Column, bad.Err)
			}
			return 0, fmt.Errorf("read: %w", err)
		}
		where := func(i int, problem string) error {
			l, c := file.FieldPos(i)
			return fmt.Errorf("line %d, column %d: %s", l, c, problem)
		}
		name, email, ageText := line[at["name"]], line[at["email"]], line[at["age"]]
		if strings.TrimSpace(name) == "" || utf8.RuneCountInString(name) > 255 || !utf8.ValidString(name) {
			return 0, where(at["name"], "bad name")
		}
		if strings.TrimSpace(email) == "" || utf8.RuneCountInString(email) > 255 || !utf8.ValidString(email) {
			return 0, where(at["email"], "bad email")
		}
		age, err := strconv.ParseUint(ageText, 10, 8)
		if err != nil || age > 150 {
			return 0, where(at["age"], "bad age")
		}
		id := uuid.NewSHA1(uuid.NameSpaceOID, []byte(fmt.Sprintf("%q,%q,%d", name, email, age))).String()
		if hasID {
			id = line[idAt]
			if len(id) != 36 {
				return 0, where(idAt, "bad id")
			}
			if _, err := uuid.Parse(id); err != nil {
				return 0, where(idAt, "bad id")
			}
		}
		result, err := tx.ExecContext(ctx, "INSERT IGNORE INTO user_data SET user_id = ?, name = ?, email = ?, age = ?",
			id, name, email, age)
		if err != nil {
			return 0, fmt.Errorf("insert: %w", err)
		}
		n, err := result.RowsAffected()
		if err != nil {
			return 0, fmt.Errorf("insert: %w", err)
		}
		inserted += n
	}
	if err := tx.Commit(); err != nil {
		return 0, fmt.Errorf("commit: %w", err)
	}
	return inserted, nil
}
