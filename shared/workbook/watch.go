package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/terminal"

	"github.com/fsnotify/fsnotify"
	"github.com/spf13/cobra"
)

func watchCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "watch [N]",
		Short: "Checks each time you save, and goes on with the next exercise when one is done",
		Long: `Checks exercise N, or that in whose folder you are, or the first that is not done, each time you
save the file that you edit, and goes on with the next exercise when one is done. Ctrl-C ends it.`,
		Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			exercises, e, err := toCheck(c.Context(), args)
			for err == nil {
				if err = watch(c.Context(), e); err == nil {
					exercises = exercises[slices.Index(exercises, e)+1:]
					e, err = firstNotDone(c.Context(), exercises)
				}
			}
			return err
		},
	}
}

// watch checks e at each save until it is done.
func watch(ctx context.Context, e *exercise.Exercise) error {
	saved, stop := saves(e)
	defer stop()
	for {
		o, err := check(ctx, e, 1)
		if err != nil {
			return err
		}
		if o.done() {
			return nil
		}
		terminal.New(os.Stdout).Print("\nwaiting for a change of %s; Ctrl-C ends it", e.Edits[0])
		select {
		case <-saved:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// pause is how long to wait for an editor to be done with saving, and how often to look where nothing tells of changes.
const pause = 200 * time.Millisecond

// saves returns a channel that gets a value after each save of the student's files, however many writes it takes.
func saves(e *exercise.Exercise) (saved <-chan struct{}, stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	changes := make(chan struct{}, 1)
	notified, last := notifications(ctx, e), stamps(e)
	go func() {
		for {
			select {
			case <-notified: // at once, but for the writes that make up one save
				time.Sleep(pause / 4)
			case <-time.After(pause): // or soon, on file systems that notify nobody
			case <-ctx.Done():
				return
			}
			if now := stamps(e); now != last {
				last = now
				select {
				case changes <- struct{}{}:
				default: // one is waiting already
				}
			}
		}
	}()
	return changes, cancel
}

// notifications returns the file system's own notices of changes; they never come where it has none.
func notifications(ctx context.Context, e *exercise.Exercise) <-chan fsnotify.Event {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return nil
	}
	context.AfterFunc(ctx, func() { _ = watcher.Close() })
	for _, edit := range e.Edits {
		// The folder, since an editor may put a new file in place of the old.
		_ = watcher.Add(filepath.Dir(filepath.Join(e.Root, edit)))
	}
	return watcher.Events
}

// stamps returns the state of the student's files, in short.
func stamps(e *exercise.Exercise) (stamps string) {
	for _, edit := range e.Edits {
		info, err := os.Stat(filepath.Join(e.Root, edit))
		if err == nil {
			stamps += fmt.Sprint(info.ModTime().UnixNano(), info.Size(), " ")
		}
	}
	return stamps
}
