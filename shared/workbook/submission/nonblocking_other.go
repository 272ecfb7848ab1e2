//go:build !unix

package submission

// nonBlocking is not needed where a folder holds no named pipes.
const nonBlocking = 0
