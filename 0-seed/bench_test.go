package main

import (
	"testing"

	"example.com/generators/shared/bench"
	"example.com/generators/shared/seed"
)

func BenchmarkInsertData(b *testing.B) { bench.Insert(b, seed.InsertData) }
