package seed

type User struct{}

func Connect() {}
func Open()    {}
func Dial()    {}

var ErrNoUsers error

type Bytes [4]byte

func (b *Bytes) Clear() { clear(b[:]) }

func (b Bytes) Len() int { return len(b) }

var Namespace Bytes
