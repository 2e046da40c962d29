package main

import (
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/store"
)

// needRedisServer skips a test where there is no redis-server, unless the
// environment wants the real one.
func needRedisServer(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err == nil {
		return
	}
	if os.Getenv("VISITBOT_TEST_REAL") == "1" {
		t.Fatal("VISITBOT_TEST_REAL=1 and no redis-server on PATH")
	}
	t.Skip("no redis-server on PATH")
}

// startPrivate starts a private redis-server and waits for its answer. Why it
// died comes through the channel.
func startPrivate(t *testing.T, dir string) (*privateRedis, redis.UniversalClient, <-chan error) {
	t.Helper()
	needRedisServer(t)
	died := make(chan error, 1)
	p, err := startPrivateRedis(dir, quiet(t), func(err error) { died <- err })
	if err != nil {
		t.Fatal(err)
	}
	client, err := store.Connect(p.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	if err := awaitRedis(t.Context(), client, time.Minute, quiet(t)); err != nil {
		t.Fatal(err)
	}
	return p, client, died
}

// What was written is there after a stop, and after the server was killed.
func TestPrivateRedisKeeps(t *testing.T) {
	dir := t.TempDir()
	p, client, _ := startPrivate(t, dir)
	if err := client.Set(t.Context(), "a", "1", 0).Err(); err != nil {
		t.Fatal(err)
	}
	p.stop()
	p, client, died := startPrivate(t, dir)
	if err := client.Set(t.Context(), "b", "2", 0).Err(); err != nil {
		t.Fatal(err)
	}
	p.server.Process.Kill()
	if err := <-died; !strings.Contains(err.Error(), "the private redis-server ended (signal: killed)") || !strings.Contains(err.Error(), "No confirmed seat is lost") {
		t.Error(err)
	}
	p.stop()
	p, client, _ = startPrivate(t, dir)
	defer p.stop()
	got, err := client.MGet(t.Context(), "a", "b").Result()
	if err != nil || !slices.Equal(got, []any{"1", "2"}) {
		t.Errorf("%v %v", got, err)
	}
}

// It listens on its socket only, which nobody else may use.
func TestPrivateRedisIsPrivate(t *testing.T) {
	p, client, _ := startPrivate(t, t.TempDir())
	defer p.stop()
	for setting, want := range map[string]string{
		"port": "0", "appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction", "save": "", "protected-mode": "yes",
	} {
		got, err := client.ConfigGet(t.Context(), setting).Result()
		if err != nil || got[setting] != want {
			t.Errorf("%s is %q, want %q; %v", setting, got[setting], want, err)
		}
	}
	socket, err := os.Stat(strings.TrimPrefix(p.address, "unix://"))
	if err != nil || socket.Mode().Perm() != 0o700 {
		t.Errorf("%v %v", socket, err)
	}
}

func TestPrivateRedisOncePerFolder(t *testing.T) {
	dir := t.TempDir()
	p, _, _ := startPrivate(t, dir)
	_, err := startPrivateRedis(dir, quiet(t), func(error) {})
	if !errors.Is(err, errLocked) || !strings.Contains(err.Error(), "another visitbot serves from "+dir) {
		t.Error(err)
	}
	p.stop()
	p, _, _ = startPrivate(t, dir)
	p.stop()
}

// An audit beside a running serve finds its server, and starts one where
// nobody serves.
func TestAnAuditFindsThePrivateRedis(t *testing.T) {
	dir := shortDir(t)
	if got := runningPrivateRedis(dir); got != "" {
		t.Errorf("nobody serves, and there is %q", got)
	}
	p, _, _ := startPrivate(t, dir)
	if got := runningPrivateRedis(dir); got != p.address {
		t.Errorf("%q, not %q", got, p.address)
	}
	p.stop()
	if got := runningPrivateRedis(dir); got != "" {
		t.Errorf("nobody serves any more, and there is %q", got)
	}
}

// shortDir is a folder whose path leaves room for a socket's.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "visitbot")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// A server that a killed process left is waited for: its lock is its own.
func TestPrivateRedisHoldsItsLock(t *testing.T) {
	dir := t.TempDir()
	p, _, died := startPrivate(t, dir)
	p.lock.Close() // as if this process were gone
	lock := filepath.Join(dir, "redis", "redis.lock")
	if _, err := tryLock(lock); !errors.Is(err, errLocked) {
		t.Error("the server does not hold its lock:", err)
	}
	p.server.Process.Signal(syscall.SIGTERM)
	free, err := awaitLock(lock, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	free.Close()
	<-died
	p.stop()
}

func TestLongDataDir(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("long/", 20), "with space %41")
	p, client, _ := startPrivate(t, dir)
	if err := client.Ping(t.Context()).Err(); err != nil {
		t.Error(err)
	}
	folder := p.socket
	p.stop()
	if _, err := os.Stat(folder); folder == "" || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("folder %q of the socket: %v", folder, err)
	}
}

// A server that cannot read its files says so.
func TestPrivateRedisThatCannotStart(t *testing.T) {
	needRedisServer(t)
	dir := t.TempDir()
	broken := filepath.Join(dir, "redis", "appendonlydir")
	if err := os.MkdirAll(broken, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(broken, "appendonly.aof.manifest"), []byte("nonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	died := make(chan error, 1)
	p, err := startPrivateRedis(dir, quiet(t), func(err error) { died <- err })
	if err != nil {
		t.Fatal(err)
	}
	if err := <-died; !strings.Contains(err.Error(), "exit status 1") || !strings.Contains(err.Error(), "manifest") {
		t.Error(err)
	}
	p.stop()
}

func TestNoRedisServer(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	dir := t.TempDir()
	_, err := startPrivateRedis(dir, quiet(t), func(error) {})
	for _, way := range []string{"install it", "docker compose up", "--ephemeral"} {
		if err == nil || !strings.Contains(err.Error(), way) {
			t.Errorf("%q is not in: %v", way, err)
		}
	}
}

func TestRedisOutput(t *testing.T) {
	var log strings.Builder
	o := &redisOutput{log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	for _, part := range []string{
		"51:M 22 Nov 2026 04:16:19.123 * Ready to acc", "ept connections\n51:M 22 Nov 2026 04:16:19.123 # WARNING Memory overcommit",
		" must be enabled!\n\n", "51:M 22 Nov 2026 04:16:19.123 # Fatal error loading\nplain\n",
	} {
		if n, err := o.Write([]byte(part)); n != len(part) || err != nil {
			t.Fatal(n, err)
		}
	}
	for _, want := range []string{
		`level=DEBUG msg=redis-server says="Ready to accept connections"`, `level=WARN msg=redis-server says="WARNING Memory overcommit must be enabled!"`,
		`level=WARN msg=redis-server says="Fatal error loading"`, `level=DEBUG msg=redis-server says=plain`,
	} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("%s is not in\n%s", want, log.String())
		}
	}
	if o.last != "plain" {
		t.Error(o.last)
	}
}
