package laws

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"

	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/receipt"
)

// What MySQL takes and the embedded server does not is not the student's fault. Nobody can tell it from a slip of the
// pen there, so the check still fails, and says where it can be judged.

// unknownTo returns why code cannot be judged on a server of this kind that answered a statement with err; it is empty
// if it can.
func unknownTo(kind mysqltest.Kind, err error) string {
	var refused *mysql.MySQLError
	if kind != mysqltest.Embedded || !errors.As(err, &refused) || !unknown(refused) {
		return ""
	}
	says := strings.Join(strings.Fields(refused.Message), " ")
	return "the embedded server does not know this SQL, and says: " + receipt.Hide(says) +
		". If MySQL does, it cannot be judged here: " +
		"start Docker or set DB_HOST, and check again"
}

// unknown reports whether the embedded server says with err that it cannot read a statement, or cannot do what it
// reads. It has one number for these and for much else, and says it in a second line if the statement was to be
// prepared.
func unknown(err *mysql.MySQLError) bool {
	return err.Number == 1105 && atALoss.MatchString(err.Message)
}

var atALoss = regexp.MustCompile(
	`\bsyntax error at|\bfunction: '.*' not found|unsupported|not supported|does not support|not yet implemented|` +
		`\bis a (?:GLOBAL|SESSION) variable\b|\b[Uu]nknown system variable\b`,
)

// heard keeps the first error of the server's with which it says that it does not know a statement.
func (s *Spy) heard(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unknown == "" {
		s.unknown = unknownTo(s.kind, err)
	}
	return err
}

// Excuse says that a test which failed, with a spy of its own, cannot be judged on its server, if that is so.
func (s *Spy) Excuse(t *testing.T, page string) {
	t.Helper()
	if why := s.Unknown(); t.Failed() && why != "" {
		f := receipt.Failure{Law: "each statement is one that MySQL knows", Unknown: true, Page: page}
		f.Unseen = why // what is hidden in it is marked already
		receipt.Fail(t, f)
	}
}

// On says on which kind of server the spy is. [Observe] says so by itself.
func (s *Spy) On(kind mysqltest.Kind) { s.kind = kind }

// Unknown returns why the code under test cannot be judged on this server; it is empty if it can.
func (s *Spy) Unknown() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.unknown
}
