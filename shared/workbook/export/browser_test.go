//go:build browser

package export_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// TestThePageWorksInABrowser needs Chromium. SCREENSHOTS names a folder for pictures of the page.
func TestThePageWorksInABrowser(t *testing.T) {
	page := "file://" + filepath.Join(write(t), "report.html")
	// Chromium's own sandbox does not start as root; the page is ours
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox)
	allocator, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	defer cancel()
	ctx, cancel := chromedp.NewContext(allocator)
	defer cancel()
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	defer cancel()

	var requests []string
	chromedp.ListenTarget(ctx, func(event any) {
		switch event := event.(type) {
		case *network.EventRequestWillBeSent:
			if event.Request.URL != page {
				requests = append(requests, event.Request.URL)
			}
		}
	})
	do := func(actions ...chromedp.Action) {
		t.Helper()
		if err := chromedp.Run(ctx, actions...); err != nil {
			t.Fatal(err)
		}
	}
	asks := func(script string) (value string) {
		t.Helper()
		do(chromedp.Evaluate("String("+script+")", &value))
		return value
	}
	says := func(what, script, want string) {
		t.Helper()
		if got := asks(script); got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	names := `[...document.querySelectorAll("tbody th")].map(e => e.textContent).join("|")`

	do(network.Enable(), chromedp.EmulateViewport(1400, 900), chromedp.Navigate(page),
		chromedp.WaitVisible("tbody tr", chromedp.ByQuery))
	says("the students", names, "-rejected|../../etc|<script>alert(1)</script>\nx|=cmd()|x|ann|notbuilt")
	says("scripts beside the page's own two", `document.querySelectorAll("script").length`, "2")
	says("cells of the first student", `document.querySelectorAll("tbody tr:first-child td").length`, "4")
	says("why there are no points", `[...document.querySelectorAll("td.sum")].map(e => e.textContent).join("|")`,
		"rejected|not found|3 / 5|2 / 5|5 / 5|not built")
	shoot(t, ctx, "wide")

	do(set("sort", "total", "change"))
	says("the students by points", names, "ann|<script>alert(1)</script>\nx|=cmd()|x|-rejected|../../etc|notbuilt")
	do(set("filter", "CMD", "input"))
	says("the students whose name has CMD", names, "=cmd()|x")
	do(set("filter", "is lazy", "input"))
	says("the students who failed a check", names, "=cmd()|x|-rejected|notbuilt")
	do(set("filter", "zzz", "input"))
	says("the page where nobody matches", `document.getElementById("empty").hidden`, "false")
	do(set("filter", "", "input"))

	do(chromedp.Click(`thead button[data-exercise="0"]`, chromedp.ByQuery))
	says("cells when the exercise is opened", `document.querySelectorAll("tbody tr:first-child td").length`, "7")
	do(chromedp.Click(`tbody tr:nth-child(3) td:nth-of-type(2) button`, chromedp.ByQuery),
		chromedp.WaitVisible("dialog", chromedp.ByQuery))
	if got := asks(`document.getElementById("detail").innerText`); !strings.Contains(got,
		"hidden ]]> ``` <script>alert(1)</script>") || !strings.Contains(got, "Think <b>twice</b>.") {
		t.Errorf("a cell opens %q, want its message and hint", got)
	}
	shoot(t, ctx, "detail")
	do(chromedp.KeyEvent("\x1b"))
	says("the dialog after Escape", `document.getElementById("detail").open`, "false")
	do(chromedp.Click(`thead button[data-exercise="0"]`, chromedp.ByQuery))
	says("cells when the exercise is closed", `document.querySelectorAll("tbody tr:first-child td").length`, "4")

	do(chromedp.Click("#expand", chromedp.ByQuery), chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile))
	says("the page's width on a phone", `document.documentElement.scrollWidth`, "390")
	shoot(t, ctx, "phone")
	do(dark, chromedp.EmulateViewport(1400, 900))
	shoot(t, ctx, "dark")
	do(emulation.SetEmulatedMedia().WithMedia("print"))
	says("the controls in print", `getComputedStyle(document.querySelector(".controls")).display`, "none")
	shoot(t, ctx, "print")

	if len(requests) > 0 {
		t.Errorf("the page asked for %q", requests)
	}
}

// set puts a value into a control, as a person's choice would.
func set(id, value, event string) chromedp.Action {
	const script = `{ const e = document.getElementById(%q); e.value = %q; e.dispatchEvent(new Event(%q)); }`
	return chromedp.Evaluate(fmt.Sprintf(script, id, value, event), nil)
}

// shoot takes a picture of the page, if somebody wants it.
func shoot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		return
	}
	var picture []byte
	if err := chromedp.Run(ctx, chromedp.CaptureScreenshot(&picture)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600); err != nil {
		t.Fatal(err)
	}
}
