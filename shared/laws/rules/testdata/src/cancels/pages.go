package cancels

import "context"

func fetch(context.Context, int) (n int, err error) { return 0, nil }

// An alias is no other type.
type stop = context.CancelFunc

func heapsUp(ctx context.Context) error {
	for offset := 0; ; offset++ {
		page, cancel := context.WithCancel(ctx)
		defer cancel() // want `the deferred cancel in a loop is not called before the function ends`
		if n, err := fetch(page, offset); n == 0 {
			return err
		}
	}
}

func heapsUpInAnIf(ctx context.Context, sizes []int) {
	for _, size := range sizes {
		if size > 0 {
			var quit context.CancelCauseFunc
			ctx, quit = context.WithCancelCause(ctx)
			defer quit(nil) // want `the deferred quit in a loop`
		}
		fetch(ctx, size)
	}
}

func heapsUpByAnotherName(ctx context.Context) {
	for range 10 {
		page, cancel := context.WithCancel(ctx)
		var done stop = cancel
		defer done() // want `the deferred done in a loop`
		fetch(page, 1)
	}
}

func forgets(ctx context.Context) {
	page, _ := context.WithCancel(ctx) // want `should be called, not discarded`
	fetch(page, 1)
}

func once(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for offset := range 10 {
		defer cancel() // again and again the same one
		fetch(ctx, offset)
	}
}

func byHand(ctx context.Context) {
	for offset := range 10 {
		page, cancel := context.WithCancel(ctx)
		fetch(page, offset)
		cancel()
	}
}

func inAFunctionOfItsOwn(ctx context.Context) {
	for offset := range 10 {
		func() {
			page, cancel := context.WithCancel(ctx)
			defer cancel()
			fetch(page, offset)
		}()
	}
}

func triesAgain(ctx context.Context) (n int, err error) {
	for range 3 {
		page, cancel := context.WithCancel(ctx)
		defer cancel()
		return fetch(page, 1)
	}
	for range 3 {
		page, cancel := context.WithCancel(ctx)
		defer cancel()
		n, err = fetch(page, 1)
		break
	}
	return n, err
}

func notACancel(files []func()) {
	for _, closes := range files {
		defer closes()
	}
}
