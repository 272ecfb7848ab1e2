package seed

import (
	"encoding/json"
	"io"
	"strconv"
)

// Encoder writes users as JSON, one object a line: the same bytes as a [json.Encoder], which has to look at what it is
// given each time, and then takes longer than all the rest of a stream of users.
type Encoder struct {
	w    io.Writer
	line []byte // its memory serves for the next one
}

// NewEncoder returns an encoder that writes to w.
func NewEncoder(w io.Writer) *Encoder { return &Encoder{w: w} }

// Encode writes one user with one call of Write, whose error it returns.
func (e *Encoder) Encode(user User) error {
	e.line = append(e.line[:0], `{"user_id":`...)
	e.line = appendString(e.line, user.ID)
	e.line = append(e.line, `,"name":`...)
	e.line = appendString(e.line, user.Name)
	e.line = append(e.line, `,"email":`...)
	e.line = appendString(e.line, user.Email)
	e.line = append(e.line, `,"age":`...)
	e.line = strconv.AppendInt(e.line, int64(user.Age), 10)
	e.line = append(e.line, "}\n"...)
	_, err := e.w.Write(e.line)
	return err
}

// appendString appends text as a JSON string. What most texts are made of needs no second look.
func appendString(line []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= 0x80 || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			quoted, _ := json.Marshal(text) // no string fails
			return append(line, quoted...)
		}
	}
	line = append(line, '"')
	line = append(line, text...)
	return append(line, '"')
}
