package startup

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	errEmpty = errors.New("empty")
	errSize  = fmt.Errorf("size: %w", errEmpty)
	query    = "INSERT INTO ages VALUES (?)" + strings.Repeat(", (?)", 99)
	timeout  = 2 * time.Second
	size     = int64(len(query))
	ages     = make(map[string]int)
	later    = func() int { return compute() }
	mutex    sync.Mutex
	pool     = sync.Pool{New: func() any { return compute() }}
	local    = compute()                             // want `a variable of the package whose value is a call of compute`
	_        = func() int { return 1 }()             // want `a variable of the package whose value is a call of \(func\(\) int literal\)`
	upper    = strings.Map(runes, "abc")             // want `a variable of the package whose value is a call of strings.Map`
	now      = time.Now()                            // want `a variable of the package whose value is a call of time.Now`
	first    = [...]int{1, len("a"), method{}.run()} // want `a variable of the package whose value is a call of method\{\}.run`
	waited   = <-make(chan int)                      // want `a variable of the package that waits for a channel`
)

type method struct{}

func (method) run() int  { return 1 }
func (method) init() int { return compute() }

func init() {} // want `a function init`

func TestMain(m *testing.M) {} // want `a function TestMain`

func TestAges(t *testing.T) {} // want `a function TestAges`

func Testimony() {}

func compute() int { return 1 }

func runes(r rune) rune { return r }
