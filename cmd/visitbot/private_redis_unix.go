//go:build unix && !linux

package main

import "syscall"

// childAttributes keep a terminal's Ctrl-C from the redis-server, which ends
// after the service.
func childAttributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
