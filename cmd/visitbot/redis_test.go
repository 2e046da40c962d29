package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"visitbot/store"
)

// quiet is a log that shows where a test fails.
func quiet(t *testing.T) *slog.Logger { return slog.New(slog.NewTextHandler(testLog{t}, nil)) }

// wait waits for the Redis of an address.
func wait(t *testing.T, ctx context.Context, address string, patience time.Duration) error {
	t.Helper()
	client, err := store.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	return awaitRedis(ctx, client, patience, quiet(t))
}

func TestAwaitRedis(t *testing.T) {
	locked := miniredis.RunT(t)
	locked.RequireAuth("right")
	server := miniredis.RunT(t)
	gone := server.Addr()
	server.Close()
	stopped, stop := context.WithCancelCause(t.Context())
	stop(errors.New("the cause"))
	for _, c := range []struct {
		name     string
		ctx      context.Context
		address  string
		patience time.Duration
		says     string
	}{
		{"right password", t.Context(), "redis://:right@" + locked.Addr(), time.Minute, ""},
		{"no password", t.Context(), "redis://" + locked.Addr(), time.Minute, "refuses the user or the password"},
		{"wrong password", t.Context(), "redis://:wrong@" + locked.Addr(), time.Minute, "refuses the user or the password"},
		{"away", t.Context(), "redis://" + gone, 250 * time.Millisecond, "did not answer for 250ms"},
		{"ended", stopped, "redis://" + gone, time.Minute, "the cause"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := wait(t, c.ctx, c.address, c.patience)
			if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Error(err)
			}
		})
	}
}

// A Redis that comes up while it is waited for is found.
func TestAwaitRedisThatComesLate(t *testing.T) {
	server := miniredis.NewMiniRedis()
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	address := server.Addr()
	server.Close()
	ended := make(chan error, 1)
	go func() { ended <- wait(t, t.Context(), "redis://"+address, time.Minute) }()
	if err := server.StartAddr(address); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestWithoutPassword(t *testing.T) {
	for address, want := range map[string]string{
		"redis://user:p@ss@host:6379/0":         "redis://host:6379/0",
		"unix:///run/redis.sock":                "unix:///run/redis.sock",
		"redis-cluster://u:secret@h1:1,h2:2":    "redis-cluster://h1:1,h2:2",
		"redis-sentinel://:secret@h1,h2/master": "redis-sentinel://h1,h2/master",
	} {
		if got := withoutPassword(address); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// Each promise that Redis' settings do not keep is warned of, with the remedy.
func TestReviewRedis(t *testing.T) {
	needRedisServer(t)
	dir := t.TempDir()
	private, err := startPrivateRedis(dir, quiet(t), func(error) {})
	if err != nil {
		t.Fatal(err)
	}
	defer private.stop()
	client, err := store.Connect(private.address)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := awaitRedis(t.Context(), client, time.Minute, quiet(t)); err != nil {
		t.Fatal(err)
	}
	review := func() string {
		var log strings.Builder
		reviewRedis(t.Context(), client, slog.New(slog.NewTextHandler(&log, nil)))
		return log.String()
	}
	if log := review(); log != "" {
		t.Errorf("the private server: %s", log)
	}
	for _, broken := range []struct{ setting, value, remedy string }{
		{"appendonly", "no", "CONFIG SET appendonly yes"},
		{"appendfsync", "everysec", "CONFIG SET appendfsync always"},
		{"maxmemory-policy", "allkeys-lru", "CONFIG SET maxmemory-policy noeviction"},
	} {
		right, err := client.ConfigGet(t.Context(), broken.setting).Result()
		if err != nil {
			t.Fatal(err)
		}
		client.ConfigSet(t.Context(), broken.setting, broken.value)
		if log := review(); strings.Count(log, "level=WARN") != 1 || !strings.Contains(log, broken.remedy) {
			t.Errorf("%s %s: %s", broken.setting, broken.value, log)
		}
		client.ConfigSet(t.Context(), broken.setting, right[broken.setting])
	}
}

// Where CONFIG is not known, nothing is said.
func TestReviewWithoutConfig(t *testing.T) {
	client, err := store.Connect("redis://" + miniredis.RunT(t).Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	var log strings.Builder
	reviewRedis(t.Context(), client, slog.New(slog.NewTextHandler(&log, nil)))
	if log.Len() > 0 {
		t.Error(log.String())
	}
}
