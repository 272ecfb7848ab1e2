package seed

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"

	"github.com/go-sql-driver/mysql"
)

// explain wraps err with what was being done and with what to do next.
func explain(doing string, err error) error {
	var reply *mysql.MySQLError
	if errors.As(err, &reply) && (reply.Number == 1049 || reply.Number == 1146) { // ER_BAD_DB_ERROR, ER_NO_SUCH_TABLE
		return fmt.Errorf("%s: %w (%w)", doing, ErrNotSeeded, err)
	}
	return Explain(fmt.Errorf("%s: %w", doing, err))
}

// Explain returns err with what to do about it, where the workbook knows that. Without an error it returns nil.
func Explain(err error) error {
	if advice := advice(err); advice != "" {
		return fmt.Errorf("%w; %s", err, advice)
	}
	return err
}

// advice returns what to do about err, or "" where err says it all.
func advice(err error) string {
	var (
		reply     *mysql.MySQLError
		untrusted x509.UnknownAuthorityError
		misnamed  x509.HostnameError
		invalid   x509.CertificateInvalidError
		unknown   *net.DNSError
		refused   *net.OpError
	)
	switch {
	case errors.As(err, &reply):
		return adviceOnReply[reply.Number]
	case errors.As(err, &untrusted):
		return "check DB_TLS: want the file with the authority that signed the server's certificate"
	case errors.As(err, &misnamed):
		return "check DB_HOST: the server's certificate is for another name"
	case errors.As(err, &invalid):
		return "the server needs another certificate; DB_TLS=skip-verify accepts any certificate, so it is not safe"
	case errors.Is(err, mysql.ErrNoTLS):
		return "check DB_TLS and DB_HOST"
	case errors.Is(err, mysql.ErrInvalidConn), errors.Is(err, os.ErrDeadlineExceeded):
		return "nothing there answers as a MySQL server (yet?): wait for it, or check DB_HOST and DB_PORT"
	case errors.As(err, &unknown):
		return "check DB_HOST"
	case errors.As(err, &refused):
		return "is a MySQL server running there? check DB_HOST and DB_PORT"
	}
	return ""
}

// adviceOnReply is what to do about an error reply of the server, by its number. The names are those of
// the MySQL manual.
var adviceOnReply = map[uint16]string{
	14:   "the server cannot enlarge its files: make room there, and run it again", // EE_CANT_CHSIZE, of MariaDB
	1021: "the server's disk is full: make room there, and run it again",           // ER_DISK_FULL
	1040: "all connections of the server are in use: try again later",              // ER_CON_COUNT_ERROR
	1044: "ask for the privilege or use another DB_USER",                           // ER_DBACCESS_DENIED_ERROR
	1045: "check DB_USER and DB_PASSWORD, " + // ER_ACCESS_DENIED_ERROR
		"and DB_TLS if the server wants the connection encrypted",
	1114: "the server has no room left for the table: make room there, and run it again", // ER_RECORD_FILE_FULL
	1130: "this machine is not allowed to connect: ask for access",                       // ER_HOST_NOT_PRIVILEGED
	1142: "ask for the privilege or use another DB_USER",                                 // ER_TABLEACCESS_DENIED_ERROR
	1203: "all connections of this DB_USER are in use: try again later",                  // ER_TOO_MANY_USER_CONNECTIONS
	1205: "another program holds the table or rows of it: run it again",                  // ER_LOCK_WAIT_TIMEOUT
	1213: "another program writes to the same rows: run it again",                        // ER_LOCK_DEADLOCK
	1226: "this DB_USER has used up what it may do in an hour: wait, or ask for more",    // ER_USER_LIMIT_REACHED
	1290: "the server takes no writes: check DB_HOST, it may be a replica",               // ER_OPTION_PREVENTS_STATEMENT
	1698: "the server takes this DB_USER only from the system's user of that name, over its unix socket: " +
		"use another DB_USER, or DB_HOST=/run/mysqld/mysqld.sock as that user", // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
	1820: "the password has expired: set a new one with a client, by ALTER USER",     // ER_MUST_CHANGE_PASSWORD
	1836: "the server takes no writes: check DB_HOST, it may be a replica",           // ER_READ_ONLY_MODE
	1862: "the password has expired: set a new one with a client, by ALTER USER",     // ER_MUST_CHANGE_PASSWORD_LOGIN
	3118: "the account is locked: unlock it with ALTER USER, or use another DB_USER", // ER_ACCOUNT_HAS_BEEN_LOCKED
	3159: "check DB_TLS: the server wants the connection encrypted",                  // ER_SECURE_TRANSPORT_REQUIRED
}
