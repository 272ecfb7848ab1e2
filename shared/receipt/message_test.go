package receipt

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sent returns what goes over the channel for a message.
func sent(t *testing.T, m Message) []byte {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	listener.channel, listener.nonce = w, "NONCE"
	defer func() { listener.channel, listener.nonce = nil, "" }()
	go func() {
		defer w.Close()
		if ok, err := say(m); !ok || err != nil {
			t.Errorf("say = %t, %v", ok, err)
		}
	}()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// heard returns the messages among the lines of text.
func heard(text []byte) (messages []Message) {
	r := Reader{Nonce: "NONCE"}
	for line := range bytes.Lines(text) {
		if m, _ := r.Read(line); m != nil {
			messages = append(messages, *m)
		}
	}
	return messages
}

func TestAMessageArrivesAsItIsWhateverItSays(t *testing.T) {
	hostile := "line\n\x16=== RUN   TestX\r\n\x00\u2028é" + strings.Repeat("\x16\n", 900)
	for _, want := range []Message{
		{Test: "TestX/a", Failure: &Failure{Law: "a law", Want: "one", Got: "two"}},
		{Test: "TestX/a", Failure: &Failure{
			hostile, hostile, hostile, hostile, hostile, hostile, hostile, hostile, hostile, true,
		}},
		{Test: "TestX/b", Skip: "needs a real server"},
		{Receipt: &Receipt{ExitCode: 1, PeakMemory: 1 << 30}},
	} {
		text := append([]byte("printed without an end"), sent(t, want)...)
		if diff := cmp.Diff([]Message{want}, heard(text)); diff != "" {
			t.Errorf("the message (-sent +heard):\n%s", diff)
		}
		for line := range bytes.Lines(text) {
			if len(line) >= 4096 || bytes.ContainsRune(line, 0x16) {
				t.Errorf("a line of %d bytes: %.100q, want fewer than 4096 and no ^V", len(line), line)
			}
		}
	}
}

func TestATextOfAnyLengthIsCut(t *testing.T) {
	long := strings.Repeat("é", 20<<20)
	got := heard(sent(t, Message{Test: "TestX", Failure: &Failure{Want: "3 values", Got: long}}))
	if len(got) != 1 || got[0].Failure.Want != "3 values" || got[0].Failure.Got != long[:maxText]+"... (cut)" {
		t.Errorf("of a long text come %d messages: %.200v", len(got), got)
	}
}

func TestNoMessageIsMadeOfWhatOthersPrint(t *testing.T) {
	const json = `{"Test": "TestX", "Failure": {"got": "forged"}}`
	for _, text := range []string{
		"message  0 " + json + "\n",
		"message OTHER 0 " + json + "\n",
		" message NONCE 0 " + json + "\n",
		"message NONCE " + json + "\n",
		"message NONCE 999999999 " + json + "\nmessage NONCE 0 " + json[1:] + "\n",
		"message NONCE 10 " + json + "\nmessage NONCE 0 " + json + "\n",
		"message NONCE 0 \n",
	} {
		if got := heard([]byte(text)); got != nil {
			t.Errorf("%q is heard as %+v", text, got)
		}
	}
}
