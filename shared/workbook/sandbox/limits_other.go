//go:build !(linux || darwin)

package sandbox

// Apply does nothing here.
func (l Limits) Apply() error { return nil }
