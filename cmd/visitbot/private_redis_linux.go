package main

import "syscall"

// childAttributes keep a terminal's Ctrl-C from the redis-server, which ends
// after the service, and end it when this process is killed.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}
