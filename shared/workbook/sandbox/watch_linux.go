package sandbox

import (
	"bytes"
	"os"
	"strconv"
	"sync"
	"time"

	"example.com/generators/shared/workbook/group"
)

// look is how often a group is looked at. What one process can take in that time its own limits bound.
const look = 100 * time.Millisecond

// Watch ends the process group of leader, which package group has made one, when that and all that it started uses too
// much. The watch lasts until stop is called, which must be soon after the leader's end: it returns the processor time
// that was seen to be used, and *Exceeded if the group was ended.
func (t Together) Watch(leader int) (stop func() (time.Duration, error)) {
	ended := make(chan struct{})
	var watching sync.WaitGroup
	var seen time.Duration
	var found error
	watching.Go(func() {
		ticks := time.NewTicker(look)
		defer ticks.Stop()
		for {
			select {
			case <-ended:
				return
			case <-ticks.C:
				cpu, memory := used(leader)
				seen = max(seen, cpu)
				if exceeded := t.exceeded(cpu, memory); exceeded != nil {
					found = exceeded
					_ = group.Kill(leader) // it may have ended by itself
					return
				}
			}
		}
	})
	return func() (time.Duration, error) {
		close(ended)
		watching.Wait()
		return seen, found
	}
}

// Used returns the processor time that a process and all that it started have used up to now.
func Used(leader int) time.Duration {
	cpu, _ := used(leader)
	return cpu
}

// used returns what is used by a leader, its process group, and all that they started and is theirs: also what has made
// itself a group of its own.
func used(leader int) (cpu time.Duration, memory int64) {
	all := usage()
	theirs := make(map[int]bool)
	for before := -1; len(theirs) != before; {
		before = len(theirs)
		for id, p := range all {
			if id == leader || p.group == leader || theirs[p.parent] {
				theirs[id] = true
			}
		}
	}
	for id := range theirs {
		cpu, memory = cpu+all[id].cpu, memory+all[id].memory
	}
	return cpu, memory
}

// process is what the system says of a process.
type process struct {
	parent, group int
	cpu           time.Duration // with that of those that it has waited for
	memory        int64         // that it uses now
}

// usage returns all processes, by their numbers. All watches share one look at them, since there may be many.
func usage() map[int]process {
	latest.Lock()
	defer latest.Unlock()
	if time.Since(latest.at) > look*3/4 {
		latest.processes, latest.at = processes(), time.Now()
	}
	return latest.processes
}

var latest struct {
	sync.Mutex
	at        time.Time
	processes map[int]process // not changed any more
}

func processes() map[int]process {
	all := make(map[int]process)
	entries, _ := os.ReadDir("/proc")
	for _, entry := range entries { // filepath.Glob reads the folder of each process, which takes three times as long
		id, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		stat, err := os.ReadFile("/proc/" + entry.Name() + "/stat")
		if err != nil {
			continue // it has ended
		}
		// proc_pid_stat(5), from the third field on: the second is a name in parentheses, with whatever is in it.
		fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
		const parentAt, groupAt, userAt, childrenAt, residentAt = 1, 2, 11, 14, 21
		if len(fields) <= residentAt {
			continue
		}
		field := func(i int) (n int64) { n, _ = strconv.ParseInt(string(fields[i]), 10, 64); return n }
		p := process{parent: int(field(parentAt)), group: int(field(groupAt))}
		for i := userAt; i <= childrenAt; i++ {
			const tick = time.Second / 100 // on every Linux that Go runs on
			p.cpu += time.Duration(field(i)) * tick
		}
		p.memory = field(residentAt) * int64(os.Getpagesize())
		all[id] = p
	}
	return all
}
