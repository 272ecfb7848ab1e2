// want+3 `the comment //go:build`
// want+3 `the comment // \+build !nothing`

//go:build !nothing
// +build !nothing

package directives

import _ "unsafe"

// now is linked. To write //go:linkname here, in a sentence, does nothing.
//
//go:linkname now time.now // want `the comment //go:linkname`
func now() (sec int64, nsec int32, mono int64)

//line by line this says what it does
func plain() {
	_ = "//go:embed"
	//line other.go:12 // want `the comment //line other.go:12`
}
