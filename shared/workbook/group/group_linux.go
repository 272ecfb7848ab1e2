package group

import "syscall"

// endWithParent makes a process end when this one is killed, which then ends nothing by itself: code in an endless loop
// would be left.
func endWithParent(attributes *syscall.SysProcAttr) { attributes.Pdeathsig = syscall.SIGKILL }
