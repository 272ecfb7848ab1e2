package mysqltest

import (
	"sync"
	"testing"

	"example.com/generators/shared/embedded/madeup"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/seed"
)

// MadeUp returns a database that can only be read, with a table user_data of made-up users. Their number costs neither
// time nor memory, since they are computed as they are read; users.At(i) is row i. Only the embedded server has such
// tables, so it is used whichever server the other tests run on.
func MadeUp(t testing.TB, users madeup.Users) *Database {
	t.Helper()
	s := embeddedServer(t)
	name := newName()
	s.createMadeUp(t, name, users)
	t.Cleanup(func() {
		if err := s.dropMadeUp(name); err != nil {
			t.Errorf("drop the made-up users: %v", err)
		}
	})
	return s.handle(t, name)
}

// NewEmbeddedProgram returns the program as [NewProgram] does, on the embedded server and without a database
// ALX_prodev.
func NewEmbeddedProgram(t testing.TB) *Program {
	t.Helper()
	return newProgram(t, embeddedServer(t))
}

// MakeUp gives a program of [NewEmbeddedProgram] a database ALX_prodev of made-up users, in place of what it had.
func (p *Program) MakeUp(users madeup.Users) {
	p.t.Helper()
	p.drop()
	p.server.createMadeUp(p.t, "ALX_prodev", users)
}

// embeddedServer returns the embedded server, which may be another one than that of the other tests.
func embeddedServer(t testing.TB) *server {
	t.Helper()
	if s := running(t); s.kind == Embedded {
		return s
	}
	s, err := startEmbedded()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var startEmbedded = sync.OnceValues(func() (*server, error) {
	return connect(Embedded, seed.NewConfig(), receipt.EmbeddedServer)
})

func (s *server) createMadeUp(t testing.TB, name string, users madeup.Users) {
	t.Helper()
	_, err := s.admin.ExecContext(t.Context(), "CALL create_made_up_users(?, ?, ?, ?)", name, users.Rows, users.Width,
		users.Seed)
	if err != nil {
		t.Fatalf("make up users: %v", err)
	}
}

// dropMadeUp drops a database of made-up users, if it is one; no other statement does.
func (s *server) dropMadeUp(name string) error {
	_, err := s.admin.Exec("CALL drop_made_up_users(?)", name)
	return err
}
