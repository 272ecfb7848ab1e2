// Lazy_paginate prints all users, one JSON object a line, page by page.
//
//	go run ./3-lazy_paginate                         in pages of 100
//	go run ./3-lazy_paginate -page 10 | head -n 7    fetches the pages that are read, and no more
//	go run ./3-lazy_paginate -by key                 finds each page by its key, as fast at any depth
//
// However large the table, the program holds one page. It builds on exercise 0, which fills the table.
package main

import (
	"context"
	"io"

	"example.com/generators/shared/program"
	"example.com/generators/shared/seed"
)

// lazyPaginate is the generator to print; a flag can put another in its place.
var lazyPaginate = LazyPaginate

func main() {
	size := program.Positive("page", 100, "how many `users` a page has")
	program.Run("Prints all users, one JSON object a line, page by page.",
		func(ctx context.Context, stdout io.Writer) error {
			db, err := seed.Open(ctx)
			if err != nil {
				return err
			}
			defer db.Close()

			lines := seed.NewEncoder(stdout)
			for page, err := range lazyPaginate(ctx, db, *size) {
				if err != nil {
					return err
				}
				for _, user := range page {
					if err := lines.Encode(user); err != nil {
						return err
					}
				}
			}
			return nil
		})
}
