package bench

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"example.com/generators/shared/seed"
)

// pageSize is how many users a page has.
const pageSize = 1000

// Page is one way to get a page.
type Page struct {
	Name string

	// At returns the page after the first offset users, of which the last is the one with the id after.
	At func(ctx context.Context, db *sql.DB, size, offset int, after string) ([]seed.User, error)
}

// pages measures the time of one page at several depths.
func (t *table) pages(b *testing.B, pages []Page) {
	if len(pages) == 0 {
		return
	}
	b.Run("measure=page", func(b *testing.B) {
		for eighth := range 9 {
			depth := min(t.rows/8*eighth, t.rows-pageSize)
			if depth < 0 || eighth > 0 && depth == 0 {
				continue // the table is one page
			}
			b.Run(fmt.Sprintf("depth=%d", depth), func(b *testing.B) {
				after := t.idBefore(b, depth)
				inRounds(b, t.rows, len(pages), func(b *testing.B, i int) {
					b.Run("method="+pages[i].Name, func(b *testing.B) { t.page(b, pages[i], depth, after) })
				})
			})
		}
	})
}

// idBefore returns the id of the last user before a page at depth; "" if there is none.
func (t *table) idBefore(b testing.TB, depth int) (id string) {
	b.Helper()
	if depth == 0 {
		return ""
	}
	if err := t.QueryRowContext(b.Context(), "SELECT user_id FROM user_data ORDER BY user_id LIMIT 1 OFFSET ?",
		depth-1).Scan(&id); err != nil {
		b.Fatal(err)
	}
	return id
}

func (t *table) page(b *testing.B, page Page, depth int, after string) {
	db, _ := t.open(b)
	for b.Loop() {
		users, err := page.At(b.Context(), db, pageSize, depth, after)
		if err != nil || len(users) != pageSize || users[0].ID <= after {
			b.Fatalf("%s: a page of %d users and the error %v, want %d users after %q", page.Name, len(users), err, pageSize,
				after)
		}
	}
	b.ReportMetric(milliseconds(b.Elapsed())/float64(b.N), "page-ms")
}
