// Package group ends a process together with all that it has started.
package group

import (
	"os"
	"os/exec"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Lead changes nothing: what ends processes together is a job, into which [Start] puts one that runs.
func Lead(*exec.Cmd) {}

// Start starts command in a job, in which all are that it starts. Its end by its context is that of every process in
// it, and so is the end of this process, however it ends: the system then closes the job's only handle.
func Start(command *exec.Cmd) error {
	job, err := newJob()
	if err != nil {
		return os.NewSyscallError("CreateJobObject", err)
	}
	if command.Cancel != nil {
		command.Cancel = func() error { return windows.TerminateJobObject(job, 1) }
	}
	if err := command.Start(); err != nil {
		_ = windows.CloseHandle(job) // nothing is in it
		return err
	}
	process, err := windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false,
		uint32(command.Process.Pid))
	if err == nil {
		err = windows.AssignProcessToJobObject(job, process)
		_ = windows.CloseHandle(process)
	}
	if err != nil { // nothing that it starts would end with it
		_ = command.Process.Kill()
		_ = command.Wait()
		return os.NewSyscallError("AssignProcessToJobObject", err)
	}
	return nil
}

func newJob() (windows.Handle, error) {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return 0, err
	}
	var limits windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION
	limits.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
	_, err = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits)))
	return job, err
}

// Kill ends the leader alone; 0 is for this process.
func Kill(leader int) error {
	if leader == 0 {
		os.Exit(1)
	}
	process, err := os.FindProcess(leader)
	if err != nil {
		return err
	}
	return process.Kill()
}
