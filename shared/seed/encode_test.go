package seed_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"example.com/generators/shared/seed"

	"github.com/google/go-cmp/cmp"
)

func FuzzEncoderWritesWhatEncodingJSONDoes(f *testing.F) {
	f.Add(id1, "Ann", "ann@example.com", 25)
	f.Add("", `O"Kon\`, "<a&b>", -1)
	f.Add("é\u2028", "a\x00\x7f", "\xff", 150)
	f.Fuzz(func(t *testing.T, id, name, email string, age int) {
		user := seed.User{ID: id, Name: name, Email: email, Age: age}
		var want, got strings.Builder
		if err := errors.Join(json.NewEncoder(&want).Encode(user), seed.NewEncoder(&got).Encode(user)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.String(), got.String()); diff != "" {
			t.Errorf("Encode(%+v) (-want +got):\n%s", user, diff)
		}
	})
}

func TestEncoderReturnsTheWritersError(t *testing.T) {
	if err := seed.NewEncoder(failing{}).Encode(seed.User{}); err != errFailing {
		t.Errorf("Encode to a writer that fails = %v, want %v", err, errFailing)
	}
}

func BenchmarkEncoder(b *testing.B) {
	user := seed.User{ID: id1, Name: "Lawson Waters", Email: "lawson.waters.142@example.org", Age: 59}
	for name, encode := range map[string]func(seed.User) error{
		"encoding_json": func(user seed.User) error { return json.NewEncoder(nowhere{}).Encode(user) },
		"own":           seed.NewEncoder(nowhere{}).Encode,
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := encode(user); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

type nowhere struct{}

func (nowhere) Write(p []byte) (int, error) { return len(p), nil }
