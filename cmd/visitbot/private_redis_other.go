//go:build !unix

package main

import (
	"errors"
	"os"
	"syscall"
)

func childAttributes() *syscall.SysProcAttr { return nil }

// tryLock refuses: without locks that end with their process, two servers
// could work on the same files.
func tryLock(string) (*os.File, error) {
	return nil, errors.New("a private redis-server is not offered on this system: set REDIS_URL")
}
