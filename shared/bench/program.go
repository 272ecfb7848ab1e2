package bench

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"
)

// Program is one way to run the exercise's program, or somebody else's that does the same.
type Program struct {
	Name string
	Args []string
	Peer *Peer // what runs in place of the exercise's program, if anything
	Most int   // on larger tables it is left out; 0 for never
}

// programs measures the exercise's program, which reads the table under the name that it knows: ALX_prodev.
func (t *table) programs(b *testing.B, programs []Program) {
	b.Run("measure=program", func(b *testing.B) {
		p := mysqltest.NewProgram(b, []seed.User{})
		rename := func(from, to string) {
			if _, err := t.Exec("RENAME TABLE " + from + ".user_data TO " + to + ".user_data"); err != nil {
				b.Error(err)
			}
		}
		if _, err := t.Exec("DROP TABLE ALX_prodev.user_data"); err != nil {
			b.Fatal(err)
		}
		rename(t.Name, "ALX_prodev")
		b.Cleanup(func() { rename("ALX_prodev", t.Name) })

		inRounds(b, t.rows, len(programs), func(b *testing.B, i int) {
			if most := programs[i].Most; most > 0 && t.rows > most {
				return
			}
			b.Run("method="+programs[i].Name, func(b *testing.B) { programs[i].run(b, p, func() {}) })
		})
	})
}

// run measures the program on the server of p. It calls before each time first, which is not measured.
func (way Program) run(b *testing.B, p *mysqltest.Program, before func()) {
	mysqltest.Require(b, "") // keeps the container alive
	if way.Peer != nil {
		way.Peer.require(b)
	}
	var peak int
	for b.Loop() {
		b.StopTimer()
		before()
		command := p.Command(way.Args...)
		if way.Peer != nil {
			way.Peer.replace(command)
		}
		var stderr strings.Builder
		command.Stderr = &stderr // and what it prints goes nowhere
		b.StartTimer()
		resident, err := runWatched(command)
		if err != nil {
			b.Fatalf("%v\n%s", err, stderr.String())
		}
		peak = max(peak, resident)
	}
	if peak > 0 {
		b.ReportMetric(float64(peak), "peak-rss-B")
	}
}

// runWatched runs a command and returns the most bytes of memory that it had resident; 0 where only Linux could tell.
// What the kernel reports at the end of a process will not do: it begins with the memory of the process that started
// it, and that is a test that just held a table. So it looks all the time.
func runWatched(command *exec.Cmd) (peak int, err error) {
	if err := command.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	for {
		select {
		case err := <-ended:
			return peak, err
		case <-time.After(time.Millisecond):
			peak = max(peak, residentPeak(command.Process.Pid))
		}
	}
}

// residentPeak returns the most bytes that a process had resident so far; 0 if it is gone.
func residentPeak(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, line, _ := strings.Cut(string(status), "VmHWM:")
	var kB int
	if _, err := fmt.Sscan(line, &kB); err != nil {
		return 0 // a process at its end has no memory to speak of
	}
	return kB * 1024
}
