package main_test

import (
	"testing"

	. "example.com/generators/1-stream_users"
	"example.com/generators/shared/bench"
)

func BenchmarkStreamUsers(b *testing.B) {
	bench.Suite{
		Methods: []bench.Method{
			bench.Users("generator", StreamUsers),
			bench.UserLoop, bench.DrainUsers, bench.CloseOnly, bench.Channel(StreamUsers), bench.LimitOffset, bench.LoadUsers,
		},
		Programs: []bench.Program{
			{Name: "all", Args: []string{"-n", "0"}},
			{Name: "six", Args: []string{"-n", "6"}},
			{Name: "mariadb", Peer: bench.MariaDB},
			{Name: "mysqlclient", Peer: bench.MySQLClient},
		},
	}.Run(b)
}

func TestBreaksOnOneCore(t *testing.T) { bench.BreaksOnOneCore(t, StreamUsers) }
