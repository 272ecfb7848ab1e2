//go:build browser

package show

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestThePageStepsThroughTheEvents needs Chromium. SCREENSHOTS names a folder for pictures of the page.
func TestThePageStepsThroughTheEvents(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, example().HTML(), 0o600); err != nil {
		t.Fatal(err)
	}
	// Chromium's own sandbox does not start as root; the page is ours
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox)
	allocator, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	defer cancel()
	ctx, cancel := chromedp.NewContext(allocator)
	defer cancel()
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	defer cancel()
	says := func(what, script, want string, before ...chromedp.Action) {
		t.Helper()
		var got string
		if err := chromedp.Run(ctx, append(before, chromedp.Evaluate("String("+script+")", &got))...); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	const (
		now   = `document.querySelector(".now").textContent`
		event = `document.querySelector("[aria-current=step]").textContent`
		state = `[...document.querySelectorAll("dd")].map(e => e.textContent).join("|")`
	)
	says("the page at first", now, "event 1 of 6", chromedp.Navigate("file://"+file))
	says("after the button Forward", event, "driver to server: connect",
		chromedp.Click(`[data-step="1"]`, chromedp.ByQuery))
	says("after the arrow key", event, "generator to server: query <b>&", chromedp.KeyEvent(kb.ArrowRight))
	says("after another", state, "1|1|4.1 KB|conn, rows", chromedp.KeyEvent(kb.ArrowRight))
	says("what a screen reader says", `document.querySelector("[aria-live]").textContent`, "driver to generator: row 1")
	says("after the button Back", now, "event 3 of 6", chromedp.Click(`[data-step="-1"]`, chromedp.ByQuery))
	says("after more arrow keys than events", now, "event 1 of 6",
		chromedp.KeyEvent(kb.ArrowLeft+kb.ArrowLeft+kb.ArrowLeft))
	says("the button Back at the first event", `document.querySelector('[data-step="-1"]').disabled`, "true")

	for _, scheme := range []string{"light", "dark"} {
		media := emulation.SetEmulatedMedia().WithFeatures(
			[]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}})
		for _, width := range []int64{390, 1400} {
			says("how wide the page is", `document.documentElement.scrollWidth`, fmt.Sprint(width),
				media, chromedp.EmulateViewport(width, 900))
			if folder := os.Getenv("SCREENSHOTS"); folder != "" {
				var picture []byte
				if err := chromedp.Run(ctx, chromedp.FullScreenshot(&picture, 100)); err != nil {
					t.Fatal(err)
				}
				file := filepath.Join(folder, fmt.Sprintf("show-%s-%d.png", scheme, width))
				if err := os.WriteFile(file, picture, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
