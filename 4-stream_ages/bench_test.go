package main

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"example.com/generators/shared/bench"
)

func BenchmarkStreamUserAges(b *testing.B) {
	wholeUsers := bench.UserLoop
	wholeUsers.Name = "whole_users"
	methods := []bench.Method{
		bench.Ages("generator", StreamUserAges), bench.AgeLoop, bench.DrainAges, wholeUsers, bench.LoadAges,
		bench.Average("average_1_connection", CalculateAverageAge),
	}
	for _, connections := range []int{2, 4} {
		name := fmt.Sprintf("average_%d_connections", connections)
		methods = append(methods, bench.Average(name, func(ctx context.Context, db *sql.DB) (float64, error) {
			return ParallelAverageAge(ctx, db, connections)
		}))
	}
	bench.Suite{Methods: methods, Programs: []bench.Program{{Name: "all"}}}.Run(b)
}
