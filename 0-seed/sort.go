package main

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"

	"example.com/generators/shared/seed"
)

// This file is given. It goes further: users in the order of the table's index, however many there are, so that the
// server only ever adds to the end of it. Rows with random keys land all over an index, and once that is larger than
// the server's memory, each costs a page read and a page written.

// runLength is how many users are sorted in memory at once, some 8 MB.
const runLength = 32_000

// sortedByID is a generator of the users that another yields, in the order of their ids. Of those with the same id the
// first comes first. It reads all of them before it yields one: to a temporary file, in runs of so many users that are
// each in order, which it then merges, with one user of each run in memory. With fewer users there is no file. It
// ranges as often as users does. On an error, which is the last pair, it yields no user.
func sortedByID(users iter.Seq2[seed.User, error], length int) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		var s spill
		defer s.remove()
		var run []seed.User
		for user, err := range users {
			if err == nil && len(run) == length {
				err = s.write(sorted(run))
				run = nil // and not run[:0], which would keep hold of its users
			}
			if err != nil {
				yield(seed.User{}, err)
				return
			}
			run = append(run, user)
		}
		if len(s.runs) == 0 {
			s.runs = append(s.runs, inMemory(sorted(run)))
		} else if err := s.write(sorted(run)); err != nil { // in memory, all of it would stay there to the end
			yield(seed.User{}, err)
			return
		}
		for user, err := range merged(s.runs) {
			if !yield(user, err) || err != nil {
				return
			}
		}
	}
}

// sorted sorts users by id, as the table does, to which capital letters make no difference. Of two with the same id the
// first stays the first.
func sorted(users []seed.User) []seed.User {
	slices.SortStableFunc(users, byID)
	return users
}

// byID compares users by id, most of which differ at once.
func byID(a, b seed.User) int {
	for i := range min(len(a.ID), len(b.ID)) {
		if x, y := lower(a.ID[i]), lower(b.ID[i]); x != y {
			return cmp.Compare(x, y)
		}
	}
	return cmp.Compare(len(a.ID), len(b.ID))
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c - 'A' + 'a'
	}
	return c
}

func inMemory(users []seed.User) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		for _, user := range users {
			if !yield(user, nil) {
				return
			}
		}
	}
}

// merged is a generator of what sorted generators yield, in order. Of those with the same id the one of the first run
// comes first. It pulls: each run waits at its next user until that is the least of all.
func merged(runs []iter.Seq2[seed.User, error]) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		var least heads
		for i, run := range runs {
			next, stop := iter.Pull2(run)
			defer stop() // or the file would be read by coroutines that nobody ends
			if user, err, ok := next(); ok {
				least = append(least, head{user, err, i, next})
			}
		}
		heap.Init(&least)
		for len(least) > 0 {
			first := least[0]
			if !yield(first.user, first.err) || first.err != nil {
				return
			}
			if user, err, ok := first.next(); ok {
				least[0].user, least[0].err = user, err
				heap.Fix(&least, 0)
			} else {
				heap.Pop(&least)
			}
		}
	}
}

// head is where a run is.
type head struct {
	user seed.User
	err  error
	run  int
	next func() (seed.User, error, bool)
}

// heads are a heap: the head with the least id is first, or one with an error.
type heads []head

func (h heads) Len() int      { return len(h) }
func (h heads) Swap(i, k int) { h[i], h[k] = h[k], h[i] }
func (h *heads) Push(any)     { panic("no run comes later") }

func (h heads) Less(i, k int) bool {
	return cmp.Or(byID(h[i].user, h[k].user), cmp.Compare(h[i].run, h[k].run)) < 0
}

func (h *heads) Pop() any {
	last := len(*h) - 1
	popped := (*h)[last]
	*h = (*h)[:last]
	return popped
}

// spill is a temporary file of runs, one behind the other.
type spill struct {
	file *os.File // nil until there is a run
	runs []iter.Seq2[seed.User, error]
	size int64
}

// write writes a run of users to the end.
func (s *spill) write(users []seed.User) (err error) {
	if s.file == nil {
		if s.file, err = os.CreateTemp("", "generators-sort-"); err != nil {
			return fmt.Errorf("sort users: %w", err)
		}
	}
	out := bufio.NewWriterSize(s.file, 64<<10)
	for _, user := range users {
		_, _ = out.Write(encoded(user)) // an error comes again at the end
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("sort users: %w", err)
	}
	end, err := s.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return fmt.Errorf("sort users: %w", err)
	}
	s.runs = append(s.runs, read(io.NewSectionReader(s.file, s.size, end-s.size)))
	s.size = end
	return nil
}

// encoded returns a user as bytes: the length of each text before it, and the age.
func encoded(user seed.User) (b []byte) {
	for _, text := range []string{user.ID, user.Name, user.Email} {
		b = binary.AppendUvarint(b, uint64(len(text)))
		b = append(b, text...)
	}
	return binary.AppendUvarint(b, uint64(user.Age))
}

// read is a generator of the users of a run.
func read(run io.Reader) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		for in := bufio.NewReaderSize(run, 8<<10); ; { // there are hundreds of them
			if _, err := in.Peek(1); err == io.EOF {
				return
			}
			user, err := decoded(in)
			if err != nil {
				yield(seed.User{}, fmt.Errorf("sort users: %w", err))
				return
			}
			if !yield(user, nil) {
				return
			}
		}
	}
}

// decoded reads a user that encoded wrote.
func decoded(in *bufio.Reader) (user seed.User, err error) {
	for _, text := range []*string{&user.ID, &user.Name, &user.Email} {
		length, err := binary.ReadUvarint(in)
		if err != nil {
			return user, err
		}
		bytes := make([]byte, length)
		if _, err := io.ReadFull(in, bytes); err != nil {
			return user, err
		}
		*text = string(bytes)
	}
	age, err := binary.ReadUvarint(in)
	user.Age = int(age)
	return user, err
}

// remove removes the file, if there is one.
func (s *spill) remove() {
	if s.file != nil {
		_ = errors.Join(s.file.Close(), os.Remove(s.file.Name())) // a temporary folder is cleaned by others too
	}
}
