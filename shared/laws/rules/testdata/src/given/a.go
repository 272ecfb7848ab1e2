package given

func len(any) int { return 0 } // want `a declaration of len`

var nil any // want `a declaration of nil`

const (
	false = 1 == 1 // want `a declaration of false`
	size  = 3
)

type (
	error interface{ Error() string } // want `a declaration of error`
	user  struct{ len int }
)

func (user) append() {}

func min(a, b int) int { return a }

func local() int {
	len, max := 1, 2
	return len + max
}
