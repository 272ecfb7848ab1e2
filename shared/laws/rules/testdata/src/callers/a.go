package callers

import (
	"bytes"
	"context"
	"io"
	"log"
	"log/slog"
	"os"
)

func right(ctx context.Context, err error) {
	log.SetFlags(0)
	log.SetPrefix("users: ")
	log.SetFlags(log.LstdFlags | log.Lshortfile)
	log.Printf("no users: %v", err)
	log.New(log.Writer(), "users: ", log.Lshortfile).Println("no users")
	log.New(os.Stderr, "users: ", log.Lshortfile).Println("no users")
	log.SetOutput(io.Discard)
	log.Default().Println("no users")
	slog.Info("no users", "error", err, slog.Int("count", 0))
	slog.With("table", "user_data").ErrorContext(ctx, "no users")
}

func text() slog.Handler { return slog.NewTextHandler(os.Stderr, nil) }

type output interface{ SetOutput(io.Writer) } // want `a use of SetOutput of package callers`

func read[L output](logger L, line io.Writer) {
	logger.SetOutput(line) // want `a use of SetOutput of package callers`
}

func reads2(line *bytes.Buffer) {
	read(log.New(io.Discard, "", log.Llongfile), line)
	var logger output = log.Default()
	logger.SetOutput(line)             // want `a use of SetOutput of package callers`
	_ = slog.NewTextHandler(line, nil) // want `a use of NewTextHandler of package log/slog`
	_ = slog.NewJSONHandler(log.Writer(), nil)
	_ = slog.NewJSONHandler(line, nil) // want `a use of NewJSONHandler of package log/slog`
}

func wrong() {
	var line bytes.Buffer
	logger := log.New(&line, "", log.Llongfile) // want `a use of New of package log`
	logger.Output(2, "")
	logger.SetOutput(&line) // want `a use of SetOutput of package log`
	discard := io.Writer(&line)
	log.SetOutput(discard)         // want `a use of SetOutput of package log`
	log.SetOutput(&line)           // want `a use of SetOutput of package log`
	set := (*log.Logger).SetOutput // want `a use of SetOutput of package log`
	set(log.Default(), &line)
	slog.New(slog.NewTextHandler(&line, nil)) // want `a use of NewTextHandler of package log/slog`
	_ = options(slog.NewJSONHandler)          // want `a use of NewJSONHandler of package log/slog`
}

type reads struct{ slog.Handler }

func (reads) Handle(_ context.Context, r slog.Record) error { // want `a use of Record of package log/slog`
	_ = r.PC
	return nil
}

func options[T any](func(io.Writer, *T) *slog.JSONHandler) *T { return new(T) }
