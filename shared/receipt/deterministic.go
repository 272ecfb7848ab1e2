package receipt

import (
	_ "unsafe" // for the directive

	_ "github.com/google/go-cmp/cmp" // whose variable it is
)

// On purpose, cmp.Diff shows a difference in one of two ways, by the second in which the process started, so that nobody
// relies on its words. A grade has to be the same again, words included, and cmp has this switch for its own tests alone.
//
//go:linkname deterministicDiff github.com/google/go-cmp/cmp/internal/flags.Deterministic
var deterministicDiff bool
