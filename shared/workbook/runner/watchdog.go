package runner

import (
	"cmp"
	"context"
	"sync/atomic"
	"time"
)

// patience is how long the database server may take to start: the first time on a machine it is built or its image
// pulled.
const patience = 10 * time.Minute

// watchdog calls bark when no check ends for too long. Until the first sign of life it is patient.
type watchdog struct {
	timer *time.Timer
	limit time.Duration
	awake atomic.Bool
	pats  atomic.Int64
}

func newWatchdog(limit time.Duration, bark func()) *watchdog {
	limit = cmp.Or(limit, 24*time.Hour)
	return &watchdog{timer: time.AfterFunc(max(limit, patience), bark), limit: limit}
}

// wake ends the patience.
func (w *watchdog) wake() {
	w.awake.Store(true)
	w.pat()
}

// pat says that all is well.
func (w *watchdog) pat() {
	w.pats.Add(1)
	if w.awake.Load() {
		w.timer.Reset(w.limit)
	}
}

// meter calls bark when more than most is used from one pat to the next.
func (w *watchdog) meter(ctx context.Context, most time.Duration, used func() time.Duration, bark func()) {
	const look = 200 * time.Millisecond
	ticks := time.NewTicker(look)
	defer ticks.Stop()
	for pats, before := int64(-1), time.Duration(0); ; {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		}
		now := used()
		if last := w.pats.Load(); last != pats {
			pats, before = last, now
		} else if now-before > most {
			bark()
			return
		}
	}
}

func (w *watchdog) stop() { w.timer.Stop() }
