package bench

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"iter"
	"math"

	"example.com/generators/shared/seed"
)

// Method is one way to get all rows.
type Method struct {
	Name string
	Most int // on larger tables it is left out, since it would take hours; 0 for never

	// Run gets the rows and gives them to the consumer, until that says no.
	Run func(ctx context.Context, db *sql.DB, c *Consumer) error

	sums  bool // Run gives the consumer one sum in place of the rows: a break makes no sense
	blind bool // Run looks at no row at all
}

// The queries of the exercises.
const (
	queryUsers = "SELECT user_id, name, email, age FROM user_data ORDER BY user_id"
	queryAges  = "SELECT age FROM user_data ORDER BY user_id"
)

// Users is the method that ranges over a generator of users.
func Users(name string, users func(context.Context, *sql.DB) iter.Seq2[seed.User, error]) Method {
	return over(name, users, func(user seed.User) int { return user.Age })
}

// Ages is the method that ranges over a generator of ages.
func Ages(name string, ages func(context.Context, *sql.DB) iter.Seq2[int, error]) Method {
	return over(name, ages, func(age int) int { return age })
}

func over[T any](name string, generator func(context.Context, *sql.DB) iter.Seq2[T, error], age func(T) int) Method {
	return Method{Name: name, Run: func(ctx context.Context, db *sql.DB, c *Consumer) error {
		for value, err := range generator(ctx, db) {
			if err != nil {
				return err
			}
			if !c.Take(age(value)) {
				break
			}
		}
		return nil
	}}
}

// Groups is the method that ranges over a generator of batches or pages, each of size users.
func Groups(name string, size int, groups func(context.Context, *sql.DB, int) iter.Seq2[[]seed.User, error]) Method {
	return Method{Name: name, Run: func(ctx context.Context, db *sql.DB, c *Consumer) error {
		for group, err := range groups(ctx, db, size) {
			if err != nil {
				return err
			}
			for _, user := range group {
				if !c.Take(user.Age) {
					return nil
				}
			}
		}
		return nil
	}}
}

// Average is the method that gets nothing but the average age.
func Average(name string, average func(context.Context, *sql.DB) (float64, error)) Method {
	return Method{Name: name, sums: true, Run: func(ctx context.Context, db *sql.DB, c *Consumer) error {
		mean, err := average(ctx, db)
		c.total = int(math.Round(mean * float64(c.rows)))
		return err
	}}
}

// UserLoop is the loop over sql.Rows that one writes without a generator, AgeLoop the same for ages.
var (
	UserLoop = loop("plain_loop", queryUsers, scanUser, context.WithCancel)
	AgeLoop  = loop("plain_loop", queryAges, scanAge, context.WithCancel)
)

// CloseOnly is a loop that closes its rows and does not cancel the query first, as most do: a break reads the rest.
var CloseOnly = loop("close_only", queryUsers, scanUser,
	func(ctx context.Context) (context.Context, context.CancelFunc) { return ctx, func() {} })

// loop is a loop that gives the consumer the age that scan finds in each row.
func loop(name, query string, scan func(*sql.Rows) (age int, err error),
	cancellable func(context.Context) (context.Context, context.CancelFunc),
) Method {
	return Method{Name: name, Run: func(ctx context.Context, db *sql.DB, c *Consumer) error {
		ctx, cancel := cancellable(ctx)
		defer cancel()
		rows, err := db.QueryContext(ctx, query)
		if err != nil {
			return err
		}
		defer rows.Close()
		defer cancel() // as in exercise 1

		for rows.Next() {
			age, err := scan(rows)
			if err != nil {
				return err
			}
			if !c.Take(age) {
				return nil
			}
		}
		return rows.Err()
	}}
}

func scanUser(rows *sql.Rows) (int, error) {
	var user seed.User
	err := rows.Scan(&user.ID, &user.Name, &user.Email, &user.Age)
	return user.Age, err
}

func scanAge(rows *sql.Rows) (age int, err error) {
	err = rows.Scan(&age)
	return age, err
}

// LoadUsers loads all users into a slice and then loops over it.
var LoadUsers = Method{Name: "load_all", Run: func(ctx context.Context, db *sql.DB, c *Consumer) error {
	rows, err := db.QueryContext(ctx, queryUsers)
	if err != nil {
		return err
	}
	users, err := seed.CollectUsers(rows)
	if err != nil {
		return err
	}
	for _, user := range users {
		if !c.Take(user.Age) {
			break
		}
	}
	return nil
}}

// LoadAges is the same for ages.
var LoadAges = Method{Name: "load_all", Run: func(ctx context.Context, db *sql.DB, c *Consumer) error {
	rows, err := db.QueryContext(ctx, queryAges)
	if err != nil {
		return err
	}
	defer rows.Close()
	var ages []int
	for rows.Next() {
		age, err := scanAge(rows)
		if err != nil {
			return err
		}
		ages = append(ages, age)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, age := range ages {
		if !c.Take(age) {
			break
		}
	}
	return nil
}}

// Channel is a goroutine that ranges over a generator and sends its users over a buffered channel.
func Channel(users func(context.Context, *sql.DB) iter.Seq2[seed.User, error]) Method {
	return Users("channel", func(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
		return seed.Ahead(users(ctx, db), 100)
	})
}

// LimitOffset asks for 1,000 users at a time and counts on.
var LimitOffset = Method{Name: "limit_offset", Most: 100_000, Run: limitOffset}

func limitOffset(ctx context.Context, db *sql.DB, c *Consumer) error {
	const size = 1000
	for offset := 0; ; offset += size {
		rows, err := db.QueryContext(ctx, queryUsers+" LIMIT ? OFFSET ?", size, offset)
		if err != nil {
			return err
		}
		users, err := seed.CollectUsers(rows)
		if err != nil {
			return err
		}
		for _, user := range users {
			if !c.Take(user.Age) {
				return nil
			}
		}
		if len(users) < size {
			return nil
		}
	}
}

// DrainUsers reads the users off the connection and decodes none, which no method can beat.
var DrainUsers = drain(queryUsers)

// DrainAges is the same for ages.
var DrainAges = drain(queryAges)

func drain(query string) Method {
	return Method{Name: "drain", blind: true, Run: func(ctx context.Context, db *sql.DB, _ *Consumer) error {
		conn, err := db.Conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		return conn.Raw(func(driverConn any) error {
			queryer, ok := driverConn.(driver.QueryerContext)
			if !ok {
				return errors.New("the driver has no queries without a statement")
			}
			rows, err := queryer.QueryContext(ctx, query, nil)
			if err != nil {
				return fmt.Errorf("query: %w", err)
			}
			return rows.Close() // the driver reads what is left, packet by packet
		})
	}}
}
