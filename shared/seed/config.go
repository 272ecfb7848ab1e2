package seed

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/go-sql-driver/mysql"
)

// settings are the DB_* variables.
type settings struct {
	Host     string `env:"DB_HOST" envDefault:"localhost"`
	Port     uint16 `env:"DB_PORT" envDefault:"3306"`
	User     string `env:"DB_USER" envDefault:"root"`
	Password string `env:"DB_PASSWORD"`
	TLS      string `env:"DB_TLS"`
}

// serverVariables name the server, and variableNames are all that are read, from the environment and from .env.
var (
	serverVariables = []string{"DB_HOST", "DB_PORT", "DB_USER", "DB_PASSWORD", "DB_TLS"}
	variableNames   = append(slices.Clip(serverVariables), "EMBEDDED_USERS")
)

// Config returns the driver's configuration of the server that the variables DB_HOST, DB_PORT, DB_USER, DB_PASSWORD and
// DB_TLS name, no database chosen. They come from the environment or from a file .env in the working folder or above it
// in the module; the environment wins. It returns nil if none is set: then the embedded server is meant.
//
// DB_HOST can be the path of a unix socket. DB_TLS is true, skip-verify, preferred, false, or the path of a PEM file
// with the certificates of the authorities to trust.
func Config() (*mysql.Config, error) {
	variables, err := environment(serverVariables...)
	if err != nil || len(variables) == 0 {
		return nil, err
	}
	set, err := env.ParseAsWithOptions[settings](env.Options{Environment: variables})
	if err != nil || set.Port == 0 {
		// The only variable that is not text.
		return nil, fmt.Errorf("DB_PORT=%q is not a port: want a number from 1 to 65535", variables["DB_PORT"])
	}

	if hostAndMore.MatchString(set.Host) {
		return nil, fmt.Errorf("DB_HOST=%s: want the host alone, without a scheme; a port goes into DB_PORT", quote(set.Host))
	}
	config := NewConfig()
	config.Net, config.Addr = "tcp", fmt.Sprintf("%s:%d", bracketed(set.Host), set.Port)
	if filepath.IsAbs(set.Host) {
		config.Net, config.Addr = "unix", set.Host
	}
	config.User, config.Passwd = set.User, set.Password
	if err := setTLS(config, set.TLS); err != nil {
		return nil, err
	}
	return config, nil
}

// hostAndMore matches what is often pasted in place of a host: an address with a port, or a URL.
var hostAndMore = regexp.MustCompile(`://|^[^:]*:\d+$`)

// NewConfig returns the driver's configuration of a server that is yet to be named: what all connections of the
// workbook have in common.
func NewConfig() *mysql.Config {
	config := mysql.NewConfig()
	config.Timeout = 10 * time.Second // to connect; a stream of rows can take as long as it needs
	config.InterpolateParams = true   // one round trip a query, where preparing would take three
	config.ParseTime = true           // a DATETIME comes as a time.Time, in tests as in programs
	config.Logger = &mysql.NopLogger{}
	config.DialFunc = Dial
	// By default a server gives up when it cannot go on sending for 60 s: a loop can be slow, or its output wait in a
	// pager.
	config.Params = map[string]string{
		"net_write_timeout": "3600",
		"sql_select_limit":  "9223372036854775807", // none, whatever the server's own is: an average is of all users
	}
	return config
}

// environment returns the variables of these names that are set and not empty.
func environment(names ...string) (map[string]string, error) {
	variables, err := dotEnv()
	if err != nil {
		return nil, err
	}
	maps.Copy(variables, env.ToMap(os.Environ()))
	maps.DeleteFunc(variables, func(name, value string) bool { return value == "" || !slices.Contains(names, name) })
	return variables, nil
}

// dotEnv returns the variables of the nearest .env file, looking from the working folder up to the module's.
func dotEnv() (map[string]string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return map[string]string{}, nil
	}
	for {
		variables, err := readDotEnv(filepath.Join(dir, ".env"))
		if !errors.Is(err, fs.ErrNotExist) {
			return variables, err
		}
		_, err = os.Stat(filepath.Join(dir, "go.mod"))
		parent := filepath.Dir(dir)
		if err == nil || parent == dir {
			return map[string]string{}, nil
		}
		dir = parent
	}
}

// readDotEnv returns the variables of one .env file.
func readDotEnv(path string) (map[string]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	text, err := io.ReadAll(decoded(file))
	if err != nil {
		return nil, err
	}
	variables, err := parseDotEnv(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return variables, nil
}

// setTLS sets how the connection is encrypted, by the value of DB_TLS.
func setTLS(config *mysql.Config, value string) error {
	switch value {
	case "":
	case "true", "false", "skip-verify", "preferred":
		config.TLSConfig = value
	default:
		pem, err := os.ReadFile(value)
		if err != nil {
			return fmt.Errorf("DB_TLS=%q is neither true, false, skip-verify, preferred nor a file: %w", value,
				errors.Unwrap(err))
		}
		authorities := x509.NewCertPool()
		if !authorities.AppendCertsFromPEM(pem) {
			return fmt.Errorf("DB_TLS: %s has no PEM certificate in it", value)
		}
		config.TLS = &tls.Config{RootCAs: authorities, MinVersion: tls.VersionTLS12} // the driver adds the server's name
	}
	return nil
}

// bracketed returns host as it is written before a port: an IPv6 address in brackets.
func bracketed(host string) string {
	if strings.Contains(host, ":") && !strings.HasPrefix(host, "[") {
		return "[" + host + "]"
	}
	return host
}
