package seed_test

import (
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/generators/shared/seed"

	"github.com/go-sql-driver/mysql"
)

// setenv sets the workbook's variables, and no others of them, for the test, in an empty working folder.
func setenv(t *testing.T, variables map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, name := range []string{"DB_HOST", "DB_PORT", "DB_USER", "DB_PASSWORD", "DB_TLS", "EMBEDDED_USERS"} {
		t.Setenv(name, variables[name]) // and back again at the end
		if _, set := variables[name]; !set {
			os.Unsetenv(name)
		}
	}
}

func TestConfigIsNilWhereNoVariableIsSet(t *testing.T) {
	setenv(t, nil)
	if config, err := seed.Config(); config != nil || err != nil {
		t.Errorf("Config() = %v, %v, want nil, nil: the embedded server", config, err)
	}
}

func TestConfigTakesTheVariables(t *testing.T) {
	type env = map[string]string
	for _, test := range []struct {
		env                              env
		network, address, user, password string
		reason                           string
	}{
		{env{"DB_HOST": "db.example.com"}, "tcp", "db.example.com:3306", "root", "", "the rest by default"},
		{env{"DB_PASSWORD": "p@ss/w?rd"}, "tcp", "localhost:3306", "root", "p@ss/w?rd", "any one of them set means a server"},
		{
			env{"DB_HOST": "10.0.0.1", "DB_PORT": "3307", "DB_USER": "ann", "DB_PASSWORD": "x"},
			"tcp", "10.0.0.1:3307", "ann",
			"x", "all of them",
		},
		{env{"DB_HOST": "::1"}, "tcp", "[::1]:3306", "root", "", "an IPv6 address"},
		{env{"DB_HOST": "/run/mysqld/mysqld.sock"}, "unix", "/run/mysqld/mysqld.sock", "root", "", "a unix socket"},
	} {
		setenv(t, test.env)
		config, err := seed.Config()
		if err != nil || config == nil {
			t.Errorf("%s: Config() = %v, %v", test.reason, config, err)
			continue
		}
		if config.Net != test.network || config.Addr != test.address || config.User != test.user ||
			config.Passwd != test.password || config.DBName != "" {
			t.Errorf("%s: Config() is %s %s, user %s, password %s, database %q", test.reason, config.Net, config.Addr,
				config.User, config.Passwd, config.DBName)
		}
	}
}

func TestConfigRejects(t *testing.T) {
	for _, test := range []struct{ name, value, want string }{
		{"DB_PORT", "mysql", `DB_PORT="mysql" is not a port: want a number from 1 to 65535`},
		{"DB_PORT", "0", `DB_PORT="0" is not a port`},
		{"DB_PORT", "65536", `DB_PORT="65536" is not a port`},
		{"DB_HOST", "db.example.com:3306", `DB_HOST="db.example.com:3306": want the host alone`},
		{"DB_HOST", "tcp://db.example.com", `DB_HOST="tcp://db.example.com": want the host alone`},
		{"DB_TLS", "maybe", `DB_TLS="maybe" is neither true, false, skip-verify, preferred nor a file: no such file`},
	} {
		setenv(t, map[string]string{test.name: test.value, "DB_PASSWORD": "secret"})
		_, err := seed.Config()
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("Config() with %s=%s: error %v, want %q", test.name, test.value, err, test.want)
		}
	}
}

func TestConfigReadsDotEnv(t *testing.T) {
	setenv(t, map[string]string{"DB_USER": "from the environment"})
	write(t, "go.mod", "module x")
	write(t, ".env", "DB_HOST=db.example.com\nDB_USER=from the file\n# a comment\nexport DB_PASSWORD='a b'\nOTHER=1\n")
	for _, dir := range []string{".", "sub"} {
		if dir == "sub" {
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			t.Chdir(dir)
		}
		config, err := seed.Config()
		if err != nil || config == nil || config.Addr != "db.example.com:3306" || config.User != "from the environment" ||
			config.Passwd != "a b" {
			t.Errorf("in %s: Config() = %+v, %v, want the file's host and password, and the environment's user", dir, config,
				err)
		}
	}
}

func TestConfigTakesValuesOfDotEnvAsTheyAre(t *testing.T) {
	for _, test := range []struct{ reason, text, want string }{
		{"a $, which nothing expands", "DB_PASSWORD=x$Y1", "x$Y1"},
		{"a $ in double quotes", `DB_PASSWORD="x$Y1${HOME}"`, "x$Y1${HOME}"},
		{"a # within", "DB_PASSWORD=x#y", "x#y"},
		{"a comment behind a space", "DB_PASSWORD=x y # the test server's", "x y"},
		{"a comment in place of a value", "DB_HOST=h\nDB_PASSWORD= # none", ""},
		{"quotes within", `DB_PASSWORD=x"y'z`, `x"y'z`},
		{"single quotes, where a backslash is one", `DB_PASSWORD='a\n#b' # comment`, `a\n#b`},
		{"double quotes with escapes", `DB_PASSWORD="a\"b\\c\$d\x"`, `a"b\c$d\x`},
		{"a value of two lines before it", "KEY='one\ntwo=2'\nDB_PASSWORD=x", "x"},
		{"spaces around and export", "  export DB_PASSWORD = x\t\r\n", "x"},
		{"the last of two", "DB_PASSWORD=x\nDB_PASSWORD=y\n", "y"},
		{"a byte order mark", "\uFEFFDB_PASSWORD=x", "x"},
		{"UTF-16, as PowerShell writes it", "\xff\xfe" + utf16("DB_PASSWORD=x\r\n"), "x"},
	} {
		setenv(t, nil)
		write(t, ".env", test.text)
		config, err := seed.Config()
		if err != nil || config == nil || config.Passwd != test.want {
			t.Errorf("%s: Config() = %+v, %v, want the password %q", test.reason, config, err, test.want)
		}
	}
}

func TestConfigSaysWhichLineOfDotEnvIsWrongAndQuotesNothingOfIt(t *testing.T) {
	for _, test := range []struct{ reason, text, want string }{
		{"no =", "DB_HOST=h\nDB_PASSWORD \"secret\n", ".env: line 2 is not of the form NAME=value"},
		{"set, as for cmd.exe", "\nset DB_PASSWORD=secret", ".env: line 2 is not of the form NAME=value"},
		{"$env:, as for PowerShell", "$env:DB_PASSWORD=secret", ".env: line 1 is not of the form NAME=value"},
		{
			"small letters", "db_password=secret",
			".env: line 1: db_password is not read: want DB_PASSWORD, in capital letters",
		},
		{"a quote without an end", "A='1\n2'\nDB_PASSWORD=\"secret\n\n", ".env: line 3: the quote of DB_PASSWORD has no end"},
		{"more after a quote", "DB_PASSWORD='a\nb' secret", ".env: line 2: there is more after the quote of DB_PASSWORD"},
	} {
		setenv(t, nil)
		write(t, ".env", test.text)
		config, err := seed.Config()
		if err == nil || !strings.HasSuffix(err.Error(), test.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: Config() = %+v, %v, want an error that ends with %q", test.reason, config, err, test.want)
		}
	}
}

func TestConfigSetsTLS(t *testing.T) {
	for _, value := range []string{"true", "skip-verify", "preferred"} {
		setenv(t, map[string]string{"DB_TLS": value})
		if config, err := seed.Config(); err != nil || config.TLSConfig != value {
			t.Errorf("DB_TLS=%s: Config() = %+v, %v", value, config, err)
		}
	}

	server := httptest.NewTLSServer(nil) // for its certificate
	defer server.Close()
	setenv(t, map[string]string{"DB_TLS": "ca.pem"})
	write(t, "ca.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})))
	if config, err := seed.Config(); err != nil || config.TLS == nil || config.TLS.RootCAs == nil {
		t.Errorf("DB_TLS=ca.pem: Config() = %+v, %v, want the file's authorities trusted", config, err)
	}

	write(t, "ca.pem", "not a certificate")
	if _, err := seed.Config(); err == nil || !strings.Contains(err.Error(), "ca.pem has no PEM certificate") {
		t.Errorf("DB_TLS names a file without a certificate: error %v", err)
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Clean(file), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// FuzzConfig: whatever the variables say, Config returns a server or an error of one line, which does not show the
// password.
func FuzzConfig(f *testing.F) {
	f.Add("db.example.com", "3306", "ann", "p@ss/w?rd", "true", "")
	f.Add("::1", "0", "", "", "ca.pem", "DB_HOST=db.example.com\nexport DB_PASSWORD='a b'\n")
	f.Add("/run/mysqld.sock", "-1", "\n", "x", "\n", "DB_PASSWORD \"secret\n")
	f.Add("", "", "", "", "", "DB_PORT=$DB_PORT\n=\n")
	f.Fuzz(func(t *testing.T, host, port, user, password, tls, dotEnv string) {
		variables := map[string]string{
			"DB_HOST": host, "DB_PORT": port, "DB_USER": user, "DB_PASSWORD": password,
			"DB_TLS": tls,
		}
		for _, value := range variables {
			if strings.ContainsRune(value, 0) {
				t.Skip("an environment variable holds no NUL")
			}
		}
		const secret = "correct horse battery staple"
		variables["DB_PASSWORD"] += secret
		setenv(t, variables)
		write(t, ".env", dotEnv)

		config, err := seed.Config()
		if err != nil {
			if config != nil || strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "\n") {
				t.Errorf("Config() = %v and the error %q, want nil and one line without the password", config, err)
			}
			return
		}
		if config == nil || config.Passwd != password+secret || config.Addr == "" || config.User == "" {
			t.Errorf("Config() = %+v, want the password that was set, an address and a user", config)
		}
		if _, err := mysql.NewConnector(config); err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("the driver's error %q shows the password", err)
		}
	})
}
