package startup

import (
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"regexp"
	"strings"
	"sync"
	"time"
)

const table = "ages"

var (
	errEmpty = errors.New("empty")
	errSize  = fmt.Errorf("size: %w", errEmpty)
	wrapped  = fmt.Errorf("%v", starter{}) // its Error starts a goroutine
	several  = fmt.Sprint([]stringer{{}}, struct{ X method }{})
	query    = "INSERT INTO ages VALUES (?)" + strings.Repeat(", (?)", 99)
	columns  = fmt.Sprintf("SELECT age FROM %s LIMIT %d", table, 10)
	pattern  = regexp.MustCompile("^[a-z]+$")
	logger   = log.New(io.Discard, "ages: ", 0)
	timeout  = 2 * time.Second
	size     = int64(len(query))
	ages     = make(map[string]int)
	later    = func() int { return compute() }
	once     = sync.OnceValue(wait)
	mutex    sync.Mutex
	pool     = sync.Pool{New: func() any { return wait() }}
	local    = compute()
	_        = func() int { return 1 }() // want `a call of \(func\(\) int literal\) before`
	upper    = strings.Map(runes, "abc") // want `a call of strings.Map before`
	now      = time.Now()                // want `a call of time.Now before`
	text     = fmt.Sprint(method{}, errEmpty)
	said, _  = fmt.Println("hello") // want `a call of fmt.Println before`
	first    = [...]int{1, len("a"), method{}.run()}
	waited   = <-make(chan int) // want `a wait for a channel before`
	answer   = wait()
	dynamic  = later() // want `a call of later before`
)

type method struct{}

func (method) run() int       { return 1 }
func (method) init() int      { return wait() }
func (method) String() string { return "method" }

func init() {}

func init() { query = strings.TrimSpace(query) }

func init() {
	go compute() // want `a goroutine that starts before`
}

func Testimony() {}

type failure struct{ cause error }

func (f failure) Error() string { return fmt.Sprintf("failed: %v", f.cause) + f.cause.Error() }

type starter struct{}

func (starter) Error() string {
	go compute() // want `a goroutine that starts before`
	return ""
}

type stringer struct{}

func (stringer) String() string {
	wait()
	time.Sleep(2) // want `a call of time.Sleep before`
	return ""
}

func init() {
	for i := range 3 {
		_ = i
	}
	for range maps.Keys(ages) {
	}
	for range sequence {
	}
	for range func(yield func() bool) { time.Sleep(3) } { // want `a call of time.Sleep before`
	}
	for range sequences[0] { // want `a range over sequences\[0\] before`
	}
}

var (
	each  = ranges(sequence)
	total = sums([]int{1})
)

func ranges[F ~func(func() bool)](over F) int {
	for range over { // want `a range over over before`
	}
	return 0
}

func sums[S ~[]int](over S) (total int) {
	for _, one := range over {
		total += one
	}
	return total
}

var sequences = []func(func() bool){sequence}

func sequence(func() bool) {
	time.Sleep(4) // want `a call of time.Sleep before`
}

func compute() int { return 1 + len(table) }

func wait() int {
	time.Sleep(1) // want `a call of time.Sleep before`
	return compute()
}

func runes(r rune) rune { return r }
