package seed

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strconv"

	"example.com/generators/shared/embedded/madeup"
)

// madeUpUsers returns the users that EMBEDDED_USERS asks for, or nil where it is not set or where a DB_* variable names
// another server than the embedded one, which has none.
func madeUpUsers() (*madeup.Users, error) {
	set, err := environment("EMBEDDED_USERS")
	if err != nil || len(set) == 0 {
		return nil, err
	}
	uses, err := UsesEmbedded()
	if err != nil {
		return nil, err
	}
	if !uses {
		fmt.Fprintln(os.Stderr, "EMBEDDED_USERS is ignored: a DB_* variable names another server")
		return nil, nil
	}
	text := set["EMBEDDED_USERS"]
	number, err := strconv.Atoi(text)
	users := madeup.Users{Rows: number, Seed: 7}
	if err != nil || users.Check() != nil {
		return nil, fmt.Errorf("EMBEDDED_USERS=%s: want a whole number from 0 to %d", quote(text), madeup.MostRows)
	}
	return &users, nil
}

// openMadeUp has the embedded server make up the users of ALX_prodev and returns a handle to it.
func openMadeUp(ctx context.Context, users *madeup.Users) (*sql.DB, error) {
	server, err := Connect(ctx)
	if err != nil {
		return nil, err
	}
	defer server.Close()
	const call = "CALL create_made_up_users('ALX_prodev', ?, ?, ?)"
	if _, err := server.ExecContext(ctx, call, users.Rows, users.Width, users.Seed); err != nil {
		return nil, fmt.Errorf("make up users: %w", err)
	}
	fmt.Fprintf(os.Stderr, "EMBEDDED_USERS: its table has %d made-up users and can only be read\n", users.Rows)
	return ConnectProdev(ctx)
}

// CheckWritable returns an error if the table that programs see can only be read: that of EMBEDDED_USERS.
func CheckWritable() error {
	users, err := madeUpUsers()
	if err == nil && users != nil {
		err = fmt.Errorf("EMBEDDED_USERS=%d: the table of made-up users can only be read; unset the variable to insert users",
			users.Rows)
	}
	return err
}
