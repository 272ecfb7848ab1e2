package main

import (
	"testing"

	"example.com/generators/shared/bench"
)

func BenchmarkInsertData(b *testing.B) { bench.Insert(b, InsertFast) }
