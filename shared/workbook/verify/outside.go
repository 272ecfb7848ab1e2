package verify

import (
	"context"
	"maps"
	"slices"
	"strings"

	"example.com/generators/shared/embedded"
	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/runner"
)

// What verify has to do with the program, which is watched from outside.

// run runs a job. The program wants a database whose name is fixed, so that it has a server that nobody else uses then.
func (r *Run) run(ctx context.Context, job runner.Job) (runner.Result, error) {
	if !slices.ContainsFunc(job.Checks, exercise.IsOutside) {
		job.Env = append(slices.Clone(job.Env), r.shared)
		return runner.Run(ctx, job)
	}
	server, err := r.free(ctx)
	if err != nil {
		return runner.Result{}, err
	}
	defer func() {
		if server.Ended() == nil {
			r.servers <- server
		} else {
			_ = server.Close()
		}
	}()
	job.Env = append(slices.Clone(job.Env), embedded.SocketVariable+"="+server.Socket())
	return runner.Run(ctx, job)
}

// free returns a server that nobody uses: one that has served a program before, or a new one. So few have to start.
func (r *Run) free(ctx context.Context) (*embedded.Server, error) {
	select {
	case server := <-r.servers:
		return server, nil
	default:
		return embedded.Start(ctx, r.Server, nil)
	}
}

// confront puts a mutant that does all of results and of the lesson to what contradicts that from outside, and returns
// what was seen: a grader would hold it for forgery, and it only is wrong. Those that write are left out: outside the
// tables can only be read, so that a person has to look at them. Long tables are brief, since whoever ends after so
// many rows names a check of the program, and is put to all of it.
func (r *Run) confront(ctx context.Context, s *Subject, job runner.Job) (map[string]string, error) {
	job.Checks = slices.DeleteFunc(r.Tests(), func(test string) bool {
		_, law, _ := strings.Cut(test, "/")
		return !exercise.IsOutside(test) || !slices.ContainsFunc(catalog.ProgramLaws, func(l catalog.Law) bool {
			return l.Name == law && (l.Group == catalog.Results || l.Group == catalog.Lazy)
		})
	})
	failed, _ := s.split()
	writes := slices.ContainsFunc(failed, func(test string) bool { return strings.HasSuffix(test, "/only_reads") })
	if len(job.Checks) == 0 || writes || !s.Result.AllInside(r.Exercise, runner.Check.Skipped) {
		return nil, nil
	}
	job.Env = append(slices.Clone(job.Env), receipt.Brief+"="+receipt.BriefProgram)
	outside, err := r.run(ctx, job)
	outside.Checks = append(outside.Checks, s.Result.Checks...)
	return outside.Contradiction(r.Exercise, runner.Check.Skipped), err
}

// why says why a grader would hold a mutant for forgery.
func (s *Subject) why() string {
	return strings.Join(slices.Sorted(maps.Values(s.held)), ", ")
}
