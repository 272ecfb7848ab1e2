package mysqltest

import (
	"testing"

	"example.com/generators/shared/embedded/madeup"
	"example.com/generators/shared/seed"

	"github.com/google/go-cmp/cmp"
)

func TestMain(m *testing.M) { Main(m) }

func TestMadeUpUsersAreThoseThatAtComputes(t *testing.T) {
	few, many := madeup.Users{Rows: 100, Width: 60, Seed: 7}, madeup.Users{Rows: 10_000_000}
	for users, db := range map[madeup.Users]*Database{few: MadeUp(t, few), many: MadeUp(t, many)} {
		const query = "SELECT user_id, name, email, age FROM user_data ORDER BY user_id LIMIT 100"
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		got, err := seed.CollectUsers(rows)
		if err != nil {
			t.Fatal(err)
		}
		want := make([]seed.User, 100)
		for i := range want {
			want[i] = seed.User(users.At(i))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the first of %+v (-At +server):\n%s", users, diff)
		}
		if _, err := db.ExecContext(t.Context(), "DELETE FROM user_data"); err == nil {
			t.Error("a DELETE is no error")
		}
	}
}

func TestAProgramWithMadeUpUsersLeavesNothingBehind(t *testing.T) {
	for _, rows := range []int{0, 1_000_000} {
		t.Run("", func(t *testing.T) {
			p := NewEmbeddedProgram(t)
			p.MakeUp(madeup.Users{Rows: rows})
			var got int
			err := p.Prodev().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM user_data").Scan(&got)
			if err != nil || got != rows {
				t.Errorf("ALX_prodev has %d users, %v, want %d", got, err, rows)
			}
			if _, err := p.Prodev().ExecContext(t.Context(), "DROP DATABASE ALX_prodev"); err == nil {
				t.Error("DROP DATABASE is no error")
			}
		})
	}
	var left int
	const query = "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = 'ALX_prodev'"
	if err := embeddedServer(t).admin.QueryRowContext(t.Context(), query).Scan(&left); err != nil || left != 0 {
		t.Errorf("after the tests there are %d databases ALX_prodev, %v", left, err)
	}
}
