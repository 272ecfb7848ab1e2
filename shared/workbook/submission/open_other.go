//go:build !unix

package submission

const nonBlocking = 0
