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

// Watch ends the process group of leader, which package group has made one, when it uses too much. The watch lasts
// until stop is called, which must be soon after the leader's end: it returns the processor time that was seen to be
// used, and *Exceeded if the group was ended.
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
				used := usage()[leader]
				seen = max(seen, used.cpu)
				if exceeded := t.exceeded(used.cpu, used.memory); exceeded != nil {
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

// used is what the processes of a group have used.
type used struct {
	cpu    time.Duration // with that of those that they have waited for
	memory int64         // that they use now
}

// usage returns what each group uses. All watches share one look at the machine's processes, of which there may be
// many.
func usage() map[int]used {
	latest.Lock()
	defer latest.Unlock()
	if time.Since(latest.at) > look/2 {
		latest.used, latest.at = groups(), time.Now()
	}
	return latest.used
}

var latest struct {
	sync.Mutex
	at   time.Time
	used map[int]used // not changed any more
}

func groups() map[int]used {
	all := make(map[int]used)
	const proc = "/proc/"
	dir, err := os.Open(proc)
	if err != nil {
		return all
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1)
	for _, name := range names { // filepath.Glob reads the folder of each process, which takes three times as long
		if name[0] < '0' || '9' < name[0] {
			continue
		}
		stat, err := os.ReadFile(proc + name + "/stat")
		if err != nil {
			continue // it has ended
		}
		// proc_pid_stat(5), from the third field on: the second is a name in parentheses, with whatever is in it.
		fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
		const groupAt, userAt, childrenAt, residentAt = 2, 11, 14, 21
		field := func(i int) (n int64) { n, _ = strconv.ParseInt(string(fields[i]), 10, 64); return n }
		if len(fields) <= residentAt {
			continue
		}
		group := all[int(field(groupAt))]
		for i := userAt; i <= childrenAt; i++ {
			const tick = time.Second / 100 // on every Linux that Go runs on
			group.cpu += time.Duration(field(i)) * tick
		}
		group.memory += field(residentAt) * int64(os.Getpagesize())
		all[int(field(groupAt))] = group
	}
	return all
}
