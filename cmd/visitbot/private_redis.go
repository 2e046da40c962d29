package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// A privateRedis is a redis-server that this process started for itself. It
// listens on a socket only, and has every write on disk before it answers.
//
// Two locks keep two servers off the same files. One is this process's, so
// that a second serve is refused at once. The other is inherited by the
// redis-server and so held as long as that lives: after a kill -9 of this
// process the next waits until the server that was left has ended too.
type privateRedis struct {
	address  string
	log      *slog.Logger
	lock     *os.File // held while this process lives
	server   *exec.Cmd
	output   *redisOutput
	stopping chan struct{}
	ended    chan struct{}
	err      error  // how the server ended; to be read after ended
	socket   string // folder made for the socket; empty: it is in the data folder
}

// errNoRedis says the three ways out.
var errNoRedis = errors.New(`there is no Redis to keep the seats in: REDIS_URL is not set and no redis-server is on PATH. There are three ways out:
  install it, such as with apt-get install redis-server, and start again
  docker compose up, which brings a Redis of its own
  visitbot serve --ephemeral, which keeps all in memory and loses every seat when it ends`)

// leftBehind is how long the redis-server of a killed process may take to end.
const leftBehind = 10 * time.Second

// startPrivateRedis starts a redis-server with its files under a data folder.
// If it ends before stop, died is told why.
func startPrivateRedis(dataDir string, log *slog.Logger, died context.CancelCauseFunc) (*privateRedis, error) {
	program, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, errNoRedis
	}
	dir, err := redisFolder(dataDir)
	if err != nil {
		return nil, err
	}
	p := &privateRedis{log: log, output: &redisOutput{log: log}, stopping: make(chan struct{}), ended: make(chan struct{})}
	if p.lock, err = tryLock(filepath.Join(dir, "serve.lock")); err != nil {
		return nil, fmt.Errorf("another visitbot serves from %s: stop that one, or give this one a DATA_DIR of its own or both one REDIS_URL (%w)", dataDir, err)
	}
	if err := p.start(program, dir); err != nil {
		p.release()
		return nil, err
	}
	go p.watch(died)
	return p, nil
}

// redisFolder makes the folder of the server's files and returns its full path.
func redisFolder(dataDir string) (string, error) {
	dir, err := filepath.Abs(filepath.Join(dataDir, "redis"))
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return "", fmt.Errorf("DATA_DIR: %w", err)
	}
	return dir, nil
}

func (p *privateRedis) start(program, dir string) error {
	inherited, err := awaitLock(filepath.Join(dir, "redis.lock"), leftBehind)
	if err != nil {
		return fmt.Errorf("the redis-server of an earlier visitbot still works on %s and does not end: %w", dir, err)
	}
	defer inherited.Close() // the server keeps its own
	socket, err := p.socketIn(dir)
	if err != nil {
		return err
	}
	p.address = (&url.URL{Scheme: "unix", Path: socket}).String()
	p.server = exec.Command(program, redisArguments(dir, socket)...)
	p.server.Dir = dir
	p.server.Stdout, p.server.Stderr = p.output, p.output
	p.server.ExtraFiles = []*os.File{inherited}
	p.server.SysProcAttr = childAttributes()
	p.server.WaitDelay = time.Second
	started := make(chan error)
	go p.run(started)
	if err := <-started; err != nil {
		return fmt.Errorf("redis-server does not start: %w", err)
	}
	return nil
}

// run starts the server and waits for its end, both on one thread of the
// system: Linux ends the server when the thread that started it is gone.
func (p *privateRedis) run(started chan<- error) {
	runtime.LockOSThread()
	defer close(p.ended)
	err := p.server.Start()
	started <- err
	if err == nil {
		p.err = p.server.Wait()
	}
}

// socketLimit is below what every system allows for the path of a socket, in
// bytes.
const socketLimit = 100

// socketIn returns where the socket is to be: in the folder, or in one of its
// own where the folder's path is too long.
func (p *privateRedis) socketIn(dir string) (string, error) {
	if socket := filepath.Join(dir, "redis.sock"); len(socket) <= socketLimit {
		return socket, nil
	}
	var err error
	if p.socket, err = os.MkdirTemp("", "visitbot-"); err != nil {
		return "", fmt.Errorf("no folder for the socket of redis-server: %w", err)
	}
	return filepath.Join(p.socket, "redis.sock"), nil
}

// redisArguments are the settings of the server: nobody but this user's
// processes reaches it, and it answers after a write is on disk.
func redisArguments(dir, socket string) []string {
	return []string{
		"--dir", dir,
		"--port", "0",
		"--unixsocket", socket,
		"--unixsocketperm", "700",
		"--protected-mode", "yes",
		"--daemonize", "no",
		"--appendonly", "yes",
		"--appendfsync", "always",
		"--no-appendfsync-on-rewrite", "no",
		"--save", "",
		"--maxmemory-policy", "noeviction",
	}
}

// watch tells when the server ends although nobody stopped it.
func (p *privateRedis) watch(died context.CancelCauseFunc) {
	select {
	case <-p.stopping:
	case <-p.ended:
		died(fmt.Errorf("the private redis-server ended (%v): %s. No confirmed seat is lost; start visitbot again",
			how(p.err), cmp.Or(p.output.last, "it said nothing")))
	}
}

// how says how a process ended.
func how(err error) string {
	if err == nil {
		return "by itself"
	}
	return err.Error()
}

// farewell is how long the server may take to end; after it nothing is lost
// either, as every write is on disk.
const farewell = 2 * time.Second

// stop ends the server and gives its files free.
func (p *privateRedis) stop() {
	close(p.stopping)
	if err := p.server.Process.Signal(syscall.SIGTERM); err != nil {
		p.server.Process.Kill()
	}
	select {
	case <-p.ended:
	case <-time.After(farewell):
		p.log.Warn("redis-server does not end and is killed; nothing is lost")
		p.server.Process.Kill()
		<-p.ended
	}
	p.release()
}

func (p *privateRedis) release() {
	p.lock.Close()
	if p.socket != "" {
		os.RemoveAll(p.socket)
	}
}

// errLocked says that a lock is held.
var errLocked = errors.New("its lock is held")

// awaitLock takes a lock, and waits for it if it is held.
func awaitLock(path string, patience time.Duration) (*os.File, error) {
	deadline := time.Now().Add(patience)
	for {
		lock, err := tryLock(path)
		if !errors.Is(err, errLocked) || time.Now().After(deadline) {
			return lock, err
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// A redisOutput puts what the server prints into the log, line by line.
type redisOutput struct {
	log     *slog.Logger
	partial []byte
	last    string // what it said last
}

// redisLine is "51:M 22 Nov 2026 04:16:19.123 * Ready to accept connections".
var redisLine = regexp.MustCompile(`^\d+:[A-Z] \d+ \w+ \d+ [\d:.]+ [.*#-] `)

// Write takes a part of the output.
func (o *redisOutput) Write(part []byte) (int, error) {
	o.partial = append(o.partial, part...)
	for {
		line, rest, whole := bytes.Cut(o.partial, []byte("\n"))
		if !whole {
			return len(part), nil
		}
		o.partial = rest
		o.say(strings.TrimSpace(redisLine.ReplaceAllString(string(line), "")))
	}
}

func (o *redisOutput) say(line string) {
	if line == "" {
		return
	}
	o.last = line
	level := slog.LevelDebug
	if strings.HasPrefix(line, "WARNING") || strings.Contains(line, "rror") {
		level = slog.LevelWarn
	}
	o.log.Log(context.Background(), level, "redis-server", "says", line)
}
