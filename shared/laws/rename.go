package laws

import (
	"bytes"
	"database/sql/driver"
	"slices"
	"strings"
)

// renaming is a database that the server has under another name than the code under test says. The zero renaming is
// none.
type renaming struct {
	known, real string
	edit        *strings.Replacer // nil for none
	texts       bool              // of statements alone: to look into each row takes its time
}

// prodev returns the renaming for code that names the database which its handle has chosen, as it does outside of a
// test: ALX_prodev.user_data.
func prodev(real string) renaming {
	return renaming{edit: strings.NewReplacer("ALX_prodev", real), texts: true}
}

func newRenaming(known, real string) renaming {
	escape := strings.NewReplacer("_", `\_`) // as in a LIKE, where _ is any letter
	return renaming{
		known: known, real: real, edit: strings.NewReplacer(known, real, escape.Replace(known), escape.Replace(real)),
	}
}

// there returns a text on its way to the server.
func (r renaming) there(text string) string {
	if r.edit == nil {
		return text
	}
	return r.edit.Replace(text)
}

// args returns the parameters of a statement on their way to the server.
func (r renaming) args(args []driver.NamedValue) []driver.NamedValue {
	if r.edit == nil || r.texts {
		return args
	}
	args = slices.Clone(args) // those are the caller's
	for i, arg := range args {
		switch value := arg.Value.(type) {
		case string:
			args[i].Value = r.there(value)
		case []byte:
			args[i].Value = []byte(r.there(string(value)))
		}
	}
	return args
}

// back edits a row on its way from the server.
func (r renaming) back(row []driver.Value) {
	if r.edit == nil || r.texts {
		return
	}
	for i, value := range row {
		switch value := value.(type) {
		case string:
			row[i] = strings.ReplaceAll(value, r.real, r.known)
		case []byte:
			row[i] = bytes.ReplaceAll(value, []byte(r.real), []byte(r.known))
		}
	}
}
