package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"io"
	"strconv"
)

// stride is how many rows pass between two looks at the context and the progress bar: a look at every row would cost
// more than the row.
const stride = 1000

// writeUsers writes a header and the users of opts as CSV, one in memory at a time. Now and then it calls progress with
// the number of rows so far. It stops with the context's error.
func writeUsers(ctx context.Context, w io.Writer, opts options, progress func(rows int64)) error {
	lines := csv.NewWriter(bufio.NewWriterSize(w, 64<<10))
	if err := lines.Write([]string{"user_id", "name", "email", "age"}); err != nil {
		return err
	}

	rows := int64(0)
	for u := range users(opts.seed, opts.rows) {
		if rows%stride == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			progress(rows)
		}
		if err := lines.Write([]string{u.id, u.name, u.email, strconv.Itoa(u.age)}); err != nil {
			return err
		}
		rows++
	}
	lines.Flush()
	return lines.Error()
}
