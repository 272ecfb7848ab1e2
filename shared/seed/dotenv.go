package seed

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// parseDotEnv returns the variables of a .env file: NAME=value lines, comments, and export before a name. A value is
// taken as it is, a $ too: in single quotes all of it, in double quotes all but \n, \", \\ and \$, without quotes up to
// a space and a #. A quoted one may go on over several lines. An error names the line and quotes nothing of it, which
// may be a password.
func parseDotEnv(text string) (map[string]string, error) {
	variables := make(map[string]string)
	for line, rest := 1, text; rest != ""; {
		first, after, _ := strings.Cut(rest, "\n")
		if blank(first) {
			line, rest = line+1, after
			continue
		}
		name, value, found := strings.Cut(first, "=")
		name = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(name), "export "))
		if !found || !variableName.MatchString(name) {
			return nil, fmt.Errorf("line %d is not of the form NAME=value", line)
		}
		if own := strings.ToUpper(name); own != name && slices.Contains(variableNames, own) {
			return nil, fmt.Errorf("line %d: %s is not read: want %s, in capital letters", line, name, own)
		}
		value = strings.TrimLeft(value, " \t")
		if value == "" || !strings.Contains(`'"`, value[:1]) {
			variables[name] = strings.TrimSpace(comment.ReplaceAllString(value, ""))
			line, rest = line+1, after
			continue
		}
		quoted := rest[len(first)-len(value):] // to the end of the file
		end := closing(quoted)
		if end < 0 {
			return nil, fmt.Errorf("line %d: the quote of %s has no end", line, name)
		}
		variables[name] = unquote(quoted[:end+1])
		last, after, _ := strings.Cut(quoted[end+1:], "\n")
		if line += strings.Count(quoted[:end], "\n"); !blank(last) {
			return nil, fmt.Errorf("line %d: there is more after the quote of %s", line, name)
		}
		line, rest = line+1, after
	}
	return variables, nil
}

var (
	variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)
	comment      = regexp.MustCompile(`(^|[ \t])#.*`)
	escaped      = strings.NewReplacer(`\n`, "\n", `\"`, `"`, `\\`, `\`, `\$`, `$`)
)

// blank reports whether a line says nothing.
func blank(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || line[0] == '#'
}

// closing returns where the quote that text begins with has its end, or -1.
func closing(text string) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == text[0]:
			return i
		case text[i] == '\\' && text[0] == '"':
			i++
		}
	}
	return -1
}

func unquote(text string) string {
	inside := text[1 : len(text)-1]
	if text[0] == '"' {
		return escaped.Replace(inside)
	}
	return inside
}

// decoded reads r as UTF-8 without a byte order mark, also where the mark says that it is UTF-16, as PowerShell and
// Excel write it. Text without a mark is passed on as it is.
func decoded(r io.Reader) io.Reader {
	return transform.NewReader(r, unicode.BOMOverride(transform.Nop))
}
