package shares

import (
	"container/list"
	"context"
	"database/sql"
	"errors"
	"io"
	"iter"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

type user struct{ id string }

var (
	errNobody = errors.New("nobody")
	calls     int
	averages  = map[string]float64{}
	cache     sync.Map
)

func outer(rows *sql.Rows, size int) iter.Seq2[user, error] {
	var u, v user
	seen := make(map[string]bool)
	fields := []any{&v.id} // want `a write to v.id, which all ranges share`
	if size < 1 {
		size = 1
	}
	return func(yield func(user, error) bool) {
		for rows.Next() {
			rows.Scan(&u.id)        // want `a write to u.id, which all ranges share`
			rows.Scan(fields...)    // not seen
			fields = []any{&u.id}   // want `a write to u.id, which all ranges share` `a write to fields, which all ranges share`
			seen[u.id] = true       // want `a write to seen\[u.id\], which all ranges share`
			delete(seen, u.id)      // want `a write to seen, which all ranges share`
			size++                  // want `a write to size, which all ranges share`
			func() { v = user{} }() // want `a write to v, which all ranges share`
			if !yield(u, nil) {
				return
			}
		}
	}
}

func named(db *sql.DB) iter.Seq2[user, error] {
	var err error
	generate := func(yield func(user, error) bool) {
		err = db.Ping() // want `a write to err, which all ranges share`
		yield(user{}, err)
	}
	return generate
}

func program(db *sql.DB) (float64, error) {
	calls++              // want `a write to calls, which all calls share`
	averages["all"] = 1  // want `a write to averages\["all"\], which all calls share`
	io.EOF = nil         // want `a write to io.EOF, which all calls share`
	cache.Store(db, 1.0) // want `a write to cache, which all calls share`
	return averages["all"], errNobody
}

func right(ctx context.Context, db *sql.DB, size int) iter.Seq2[user, error] {
	query := "SELECT user_id FROM user_data"
	query += " ORDER BY user_id"
	options := sql.TxOptions{ReadOnly: true}
	return func(yield func(user, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		tx, err := db.BeginTx(ctx, &options)
		if err != nil {
			yield(user{}, err)
			return
		}
		defer tx.Rollback()
		rows, err := tx.QueryContext(ctx, query)
		count, last := 0, user{}
		all := func(yield func(string) bool) {
			count++
			for rows.Next() {
				err = rows.Scan(&last.id)
				yield(last.id)
			}
		}
		for last.id = range all {
			yield(last, err)
		}
	}
}

func collects(next func() (user, error, bool)) ([]user, error) {
	var fault error
	users := slices.Collect(func(yield func(user) bool) {
		for range 10 {
			u, err, ok := next()
			if fault = err; !ok || err != nil || !yield(u) {
				return
			}
		}
	})
	return users, fault
}

func average(ages iter.Seq[int]) (average float64) {
	total, count := 0, 0
	ages(func(age int) bool {
		total += age
		count++
		return true
	})
	func() { average = float64(total) / float64(count) }()
	return average
}

func scanned(rows *sql.Rows, err *error, spare *user) iter.Seq[user] {
	return func(yield func(user) bool) {
		for rows.Next() {
			if *err = rows.Scan(&spare.id); *err != nil || !yield(*spare) { // who hands them over answers for them
				return
			}
			err = nil // want `a write to err, which all ranges share`
		}
	}
}

func collected(rows *sql.Rows) (all []user, err error) {
	var spare user
	for u := range scanned(rows, &err, &spare) {
		all = append(all, u)
	}
	return all, err
}

func handsOver(rows *sql.Rows) iter.Seq[user] {
	var err error
	return scanned(rows, &err, new(user)) // want `a write to err, which all ranges share`
}

func handsOverInside(rows *sql.Rows) iter.Seq[user] {
	return func(yield func(user) bool) {
		var err error
		scanned(rows, &err, new(user))(yield)
	}
}

var spare user

func pointsAtThePackage(rows *sql.Rows) iter.Seq[user] {
	return func(yield func(user) bool) {
		u := &spare // want `a pointer to spare, which all calls share`
		for rows.Next() && rows.Scan(&u.id) == nil && yield(*u) {
		}
	}
}

func scansIntoThePackage(rows *sql.Rows) error {
	return rows.Scan(&spare.id) // want `a pointer to spare.id, which all calls share`
}

type stream struct {
	rows *sql.Rows
	user user
}

func (s *stream) each(yield func(user) bool) {
	for s.rows.Next() {
		s.rows.Scan(&s.user.id) // want `a write to s.user.id, which all ranges share`
		if !yield(s.user) {
			return
		}
	}
}

func (s *stream) once(yield func(user) bool) {
	for s.rows.Next() && yield(s.user) {
		s.user = user{} // of a stream of its own
	}
}

func (s stream) copied(yield func(user) bool) {
	s.user = user{} // the receiver is a copy
	yield(s.user)
}

func returnsAMethod(rows *sql.Rows) iter.Seq[user] {
	s := &stream{rows: rows}
	return s.each
}

func returnsAMethodOfACopy(rows *sql.Rows) iter.Seq[user] { return stream{rows: rows}.copied }

func makesAStreamForEachRange(rows *sql.Rows) iter.Seq[user] {
	return func(yield func(user) bool) {
		s := &stream{rows: rows}
		s.once(yield)
		for u := range s.once {
			yield(u)
		}
	}
}

type store struct {
	sync.Mutex
	users map[string]user
	last  struct{ user user }
}

func (s *store) keep(u user) {
	s.Lock()          // want `a write to s, which all ranges share`
	defer s.Unlock()  // want `a write to s, which all ranges share`
	s.users[u.id] = u // want `a write to s.users\[u.id\], which all ranges share`
	s.remember(u)
}

func (s *store) remember(u user) {
	s.last.user = u // want `a write to s.last.user, which all ranges share`
}

func (s *store) count() int { return len(s.users) }

func (s *store) add(u user) { s.users[u.id] = u } // to a store of its own

var (
	kept    store
	pointed = &store{users: map[string]user{}}
	buffers = sync.Pool{New: func() any { return new(user) }}
	total   atomic.Int64
	counted = new(atomic.Int64)
	turn    = make(chan user, 1)
	digits  = regexp.MustCompile(`\d+`)
	marks   = strings.NewReplacer("?", "%")
	names   strings.Builder

	remember = func(u user) {
		spare = u // want `a write to spare, which all calls share`
	}
)

func keepsInThePackage(u user) string {
	kept.keep(u)
	pointed.keep(u)
	total.Add(1)                   // want `a write to total, which all calls share`
	counted.Store(1)               // want `a write to counted, which all calls share`
	spare := buffers.Get().(*user) // want `a write to buffers, which all calls share`
	defer buffers.Put(spare)       // want `a write to buffers, which all calls share`
	turn <- u                      // want `a write to turn, which all calls share`
	names.WriteString(u.id)        // want `a write to names, which all calls share`
	(&kept.Mutex).Lock()           // want `a pointer to kept.Mutex, which all calls share`
	own := new(store)
	own.add(u)
	return marks.Replace(digits.FindString(u.id)) + names.String() + string(rune(total.Load())) + string(rune(kept.count()))
}

func keepsOutside(rows *sql.Rows) iter.Seq[user] {
	var seen sync.Map
	var query strings.Builder
	query.WriteString("SELECT user_id FROM user_data")
	users := make(chan user, 1)
	return func(yield func(user) bool) {
		var own sync.Map
		own.Store(query.String(), 1)
		seen.Store(query.String(), 1) // want `a write to seen, which all ranges share`
		users <- user{}               // want `a write to users, which all ranges share`
	}
}

type cacheOf struct {
	pages map[int]user
	last  user
}

func (c cacheOf) keep(n int, u user) {
	c.pages[n] = u // want `a write to c.pages\[n\], which all ranges share`
	c.last = u     // of a copy
}

func (c cacheOf) each(yield func(user) bool) {
	c.last = user{}
	c.pages[0] = c.last // want `a write to c.pages\[0\], which all ranges share`
}

func returnsAMethodOfACopyWithAMap() iter.Seq[user] { return cacheOf{pages: map[int]user{}}.each }

var (
	known   = map[int]user{}
	shelf   = cacheOf{pages: known}
	shelves = []map[int]user{known}
	columns = []string{"user_id", "name"}
)

func put[T any](into map[int]T, n int, value T) {
	into[n] = value // want `a write to into\[n\], which all ranges share`
	delete(into, n) // want `a write to into, which all ranges share`
}

func putElsewhere(into map[int]user, u user) { into[0] = u } // into one of its own

func keepsByAnotherName(u user) string {
	mine, own := known, map[int]user{}
	mine[0] = u // want `a write to mine\[0\], which all ranges share`
	own[0] = u
	mine = own
	put(known, 1, u)
	putElsewhere(own, u)
	shelf.keep(1, u)
	last := shelf
	last.last = u
	last.pages[2] = u // want `a write to last.pages\[2\], which all ranges share`
	for _, one := range shelves {
		clear(one) // want `a write to one, which all ranges share`
	}
	first := shelves[0]
	first[0] = u // want `a write to first\[0\], which all ranges share`
	queue, sum := turn, counted
	queue <- u // want `a write to queue, which all ranges share`
	sum.Add(1) // want `a write to sum, which all ranges share`
	names := columns
	names = append(names, u.id)
	return strings.Join(names, ", ") + strings.Join(columns, ", ")
}

func keepsWhatItHasFromOutside(rows *sql.Rows, given *user) iter.Seq[user] {
	seen, spare, put := make([]user, 1), new(user), func(into []user, u user) {
		into[0] = u // want `a write to into\[0\], which all ranges share`
	}
	return func(yield func(user) bool) {
		mine := seen
		mine[0] = user{} // want `a write to mine\[0\], which all ranges share`
		put(seen, user{})
		func(u *user) { u.id = "" }(spare) // want `a write to u.id, which all ranges share`
		func(u *user) { u.id = "" }(given) // who hands it over answers for it
		yield(seen[0])
	}
}

// first has a counter of its own for each range of users that calls it.
func first[T any](n int, values iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for value := range values {
			if n--; n < 0 || !yield(value) {
				return
			}
		}
	}
}

func callsASequenceInARange(users iter.Seq[user]) iter.Seq[user] {
	return func(yield func(user) bool) {
		for u := range first(5, users) {
			if !yield(u) {
				return
			}
		}
	}
}

func callsASequenceForItself(users iter.Seq[user]) (n int) {
	for range first(5, users) {
		n++
	}
	return n
}

// numbered is called in a range, and by a function that hands its sequence on.
func numbered(users iter.Seq[user]) iter.Seq[user] {
	n := 0
	return func(yield func(user) bool) {
		for u := range users {
			n++ // want `a write to n, which all ranges share`
			if !yield(u) {
				return
			}
		}
	}
}

func handsASequenceOn(users iter.Seq[user]) iter.Seq[user] { return numbered(users) }

func callsItInARange(users iter.Seq[user]) iter.Seq[user] {
	return func(yield func(user) bool) { numbered(users)(yield) }
}

// Exported is called by who knows.
func Exported(users iter.Seq[user]) iter.Seq[user] {
	n := 0
	return func(yield func(user) bool) {
		n++ // want `a write to n, which all ranges share`
		users(yield)
	}
}

func callsWhatIsExported(users iter.Seq[user]) iter.Seq[user] {
	return func(yield func(user) bool) { Exported(users)(yield) }
}

// valuesOf takes from a list that who calls it has made.
func valuesOf(l *list.List) iter.Seq[any] {
	return func(yield func(any) bool) {
		for l.Len() > 0 && yield(l.Remove(l.Front())) {
		}
	}
}

func gathersInAListOfItsOwn(users iter.Seq[user]) iter.Seq[any] {
	return func(yield func(any) bool) {
		l := list.New()
		for u := range users {
			l.PushBack(u)
		}
		valuesOf(l)(yield)
	}
}

func gathersInOneList(users iter.Seq[user]) iter.Seq[any] {
	l := list.New()
	return func(yield func(any) bool) {
		for u := range users {
			l.PushBack(u) // want `a write to l, which all ranges share`
		}
		yield(l.Front().Value)
	}
}
