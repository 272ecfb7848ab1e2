//go:build browser

package export_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestThePageWorksInABrowser needs Chromium. SCREENSHOTS names a folder for pictures of the page.
func TestThePageWorksInABrowser(t *testing.T) {
	b := browse(t, filepath.Join(write(t), "report.html"), 1400, 900)
	names := `[...document.querySelectorAll("tbody th")].map(e => e.textContent).join("|")`

	b.says("the students", names, "-rejected|../../etc|<script>alert(1)</script>\nx|=cmd()|x|ann|notbuilt")
	b.says("scripts beside the page's own two", `document.querySelectorAll("script").length`, "2")
	b.says("cells of the first student", `document.querySelectorAll("tbody tr:first-child td").length`, "4")
	b.says("why there are no points", `[...document.querySelectorAll("td.sum")].map(e => e.textContent).join("|")`,
		"rejected|not found|3 / 5|2 / 5|5 / 5|not built")
	shoot(t, b.ctx, "wide")

	b.do(set("sort", "total", "change"))
	b.says("the students by points", names, "ann|<script>alert(1)</script>\nx|=cmd()|x|-rejected|../../etc|notbuilt")
	b.do(set("filter", "CMD", "input"))
	b.says("the students whose name has CMD", names, "=cmd()|x")
	b.do(set("filter", "is lazy", "input"))
	b.says("the students who failed a check", names, "=cmd()|x|-rejected|notbuilt")
	b.do(set("filter", "zzz", "input"))
	b.says("the page where nobody matches", `document.getElementById("empty").hidden`, "false")
	b.do(set("filter", "", "input"))

	b.do(chromedp.Click(`thead button[data-exercise="0"]`, chromedp.ByQuery))
	b.says("cells when the exercise is opened", `document.querySelectorAll("tbody tr:first-child td").length`, "7")
	b.do(chromedp.Click(`tbody tr:nth-child(3) td:nth-of-type(2) button`, chromedp.ByQuery),
		chromedp.WaitVisible("dialog", chromedp.ByQuery))
	b.says(
		"whether a cell opens its message and hint",
		`["hidden ]]>", "<script>alert(1)</script>", "Think <b>twice</b>."].every(text => `+
			`document.getElementById("detail").innerText.includes(text))`,
		"true",
	)
	shoot(t, b.ctx, "detail")
	b.do(chromedp.KeyEvent("\x1b"))
	b.says("the dialog after Escape", `document.getElementById("detail").open`, "false")
	b.do(chromedp.Click(`thead button[data-exercise="0"]`, chromedp.ByQuery))
	b.says("cells when the exercise is closed", `document.querySelectorAll("tbody tr:first-child td").length`, "4")

	b.do(chromedp.Click("#expand", chromedp.ByQuery), chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile))
	b.says("the page's width on a phone", `document.documentElement.scrollWidth`, "390")
	shoot(t, b.ctx, "phone")
	b.do(dark, chromedp.EmulateViewport(1400, 900))
	shoot(t, b.ctx, "dark")
	b.do(emulation.SetEmulatedMedia().WithMedia("print"))
	b.says("the controls in print", `getComputedStyle(document.querySelector(".controls")).display`, "none")
	shoot(t, b.ctx, "print")
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
