package grade

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"example.com/generators/shared/laws/rules"
	"example.com/generators/shared/workbook/group"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/sandbox"
)

// childName is the name under which the grader starts itself, to do with a submission what it would not do in its own
// process.
const childName = "workbook-grade-child"

// order is what a child is to do.
type order struct {
	Limits  sandbox.Limits // of each process
	Read    []reading      // the exercises that the rules are to be put to
	Checker *rules.Checker // prepared
	Build   *runner.Build  // or what to build
}

// reading are the files of an exercise.
type reading struct {
	Dir     string
	Overlay map[string]string
}

// answer is what came of an order.
type answer struct {
	Findings [][]rules.Finding // for each reading, at most mostFindings of each rule
	Built    map[string]runner.Built
}

const (
	mostFindings = 20
	mostAnswer   = 16 << 20 // bytes
)

// Main turns the process into a child, if it was started as that, and does not return then.
func Main() {
	if os.Args[0] != childName {
		return
	}
	if err := obey(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// obey reads an order, does it, and writes the answer.
func obey(orders io.Reader, answers io.Writer) error {
	var o order
	if err := json.NewDecoder(orders).Decode(&o); err != nil {
		return err
	}
	go func() { // who gave the order holds the other end until there is an answer
		_, _ = io.Copy(io.Discard, orders)
		_ = group.Kill(0)
	}()
	if err := o.Limits.Apply(); err != nil {
		return err
	}
	a, err := o.do()
	if err != nil {
		return err
	}
	return json.NewEncoder(answers).Encode(a)
}

func (o order) do() (a answer, err error) {
	if o.Build != nil {
		a.Built, err = o.Build.Run(context.Background()) // which ends with this process
		return a, err
	}
	for _, r := range o.Read {
		found, err := o.Checker.Run(r.Dir, r.Overlay)
		if err != nil {
			return a, err
		}
		a.Findings = append(a.Findings, few(found))
	}
	return a, nil
}

// few returns the first findings of each rule.
func few(all []rules.Finding) (first []rules.Finding) {
	count := make(map[string]int)
	for _, finding := range all {
		if count[finding.Rule]++; count[finding.Rule] <= mostFindings {
			first = append(first, finding)
		}
	}
	return first
}

// child starts a child that does o, with files of its own in the attempt's folder, and takes the time that it uses off
// what is left. An *sandbox.Exceeded says that it needed more than the limits. Any other error may be due to the
// submission or to this machine.
func (a *attempt) child(ctx context.Context, o order, most sandbox.Together) (answer, error) {
	self, err := os.Executable()
	if err != nil {
		return answer{}, err
	}
	if most.CPU = min(most.CPU, a.left); most.CPU <= 0 {
		return answer{}, &sandbox.Exceeded{What: fmt.Sprintf("%v of processor time", processorTime)}
	}
	o.Limits.CPUSeconds = int(most.CPU/time.Second) + 1
	o.Limits.Memory = 2 * most.Memory // so that what the watch measures comes first, and it says why
	given, err := json.Marshal(o)
	if err != nil {
		return answer{}, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, patience, errNoEnd)
	defer cancel()
	command := exec.CommandContext(ctx, self)
	command.Args = []string{childName}
	// What a child that was killed leaves behind goes with the attempt's folder.
	command.Env = append(os.Environ(), "TMPDIR="+a.dir, "TMP="+a.dir)
	group.Lead(command)
	var said, why firstBytes
	said.room, why.room = mostAnswer, 16<<10
	command.Stdout, command.Stderr = &said, &why
	stdin, err := command.StdinPipe()
	if err != nil {
		return answer{}, err
	}
	if err := group.Start(command); err != nil {
		return answer{}, err
	}
	stop := most.Watch(command.Process.Pid)
	_, unheard := stdin.Write(given) // and the pipe stays open
	ended := command.Wait()
	seen, exceeded := stop()
	// Of what was killed the system's own sum has only a part.
	a.left -= max(seen, command.ProcessState.UserTime()+command.ProcessState.SystemTime())

	var got answer
	switch {
	case ctx.Err() != nil:
		return answer{}, context.Cause(ctx)
	case exceeded != nil:
		return answer{}, exceeded
	case ended != nil:
		reason, _, _ := strings.Cut(strings.TrimSpace(why.String()), "\n\ngoroutine ")
		return answer{}, fmt.Errorf("ended (%w): %s", ended, reason)
	case unheard != nil:
		return answer{}, unheard
	}
	return got, json.Unmarshal(said.Bytes(), &got)
}

// patience is how long a child may take on a machine that has other things to do.
const patience = 10 * time.Minute

var errNoEnd = errors.New("stopped after " + patience.String())

// firstBytes keeps the first bytes that are written to it.
type firstBytes struct {
	bytes.Buffer
	room int
}

func (b *firstBytes) Write(p []byte) (int, error) {
	_, _ = b.Buffer.Write(p[:min(len(p), b.room-b.Len())])
	return len(p), nil
}
