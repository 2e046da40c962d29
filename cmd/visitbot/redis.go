package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"visitbot/store"
)

// redisPatience is how long serve waits at its start for Redis to answer.
const redisPatience = 30 * time.Second

// openRedis connects to the Redis of REDIS_URL, else to a private one, and says
// where its settings do not keep what the bot promises.
func (h *host) openRedis(ctx context.Context, ephemeral bool) error {
	address, err := h.redisAddress(ephemeral)
	if err != nil {
		return err
	}
	redis.SetLogger(redisLog{h.log})
	if h.redis, err = store.Connect(address); err != nil {
		return errors.New("REDIS_URL: it is no address of a Redis server")
	}
	h.later(func() { h.redis.Close() })
	if err := awaitRedis(ctx, h.redis, redisPatience, h.log); err != nil {
		return fmt.Errorf("no connection to Redis at %s: %w", withoutPassword(address), err)
	}
	if !ephemeral {
		reviewRedis(ctx, h.redis, h.log)
	}
	return nil
}

// redisAddress returns where Redis is, after starting one where it is this
// process's own.
func (h *host) redisAddress(ephemeral bool) (string, error) {
	switch {
	case h.RedisURL != "":
		return h.RedisURL, nil
	case ephemeral:
		return h.startEphemeral()
	}
	private, err := startPrivateRedis(h.DataDir, h.log, h.fail)
	if err != nil {
		return "", err
	}
	h.later(private.stop)
	return private.address, nil
}

// startEphemeral starts a Redis in memory.
func (h *host) startEphemeral() (string, error) {
	memory, err := miniredis.Run()
	if err != nil {
		return "", fmt.Errorf("no Redis in memory: %w", err)
	}
	memory.ClockTTL(true)
	h.later(memory.Close)
	h.log.Warn("EPHEMERAL: all seats are in memory only and ARE LOST when this program ends; never use it for a real event")
	return "redis://" + memory.Addr(), nil
}

// awaitRedis waits until Redis answers. A refusal of the password does not
// pass with time and ends the wait.
func awaitRedis(ctx context.Context, client redis.UniversalClient, patience time.Duration, log *slog.Logger) error {
	deadline := time.Now().Add(patience)
	for pause := firstPause; ; pause = min(2*pause, 2*time.Second) {
		err := client.Ping(ctx).Err()
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case refused(err):
			return fmt.Errorf("it refuses the user or the password: %w", err)
		case time.Now().Add(pause).After(deadline):
			return fmt.Errorf("it did not answer for %v; check that it runs and can be reached from here: %w", patience, err)
		}
		log.Info("waiting for Redis", "wait", pause, "error", err)
		sleep(ctx, pause)
	}
}

// refused says whether Redis does not let this client in.
func refused(err error) bool {
	for _, code := range []string{"NOAUTH", "WRONGPASS", "NOPERM"} {
		if strings.Contains(err.Error(), code) {
			return true
		}
	}
	return false
}

// withoutPassword returns an address of Redis without who connects.
func withoutPassword(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	return scheme + "://" + rest[strings.LastIndex(rest, "@")+1:]
}

// promises are the settings of Redis by which no confirmed seat is lost in a
// crash (measured: with any other, seats that people were told of were gone).
var promises = []struct{ setting, value, broken string }{
	{"appendonly", "yes", "Redis keeps no append-only file, so confirmed seats are lost when it stops"},
	{"appendfsync", "always", "Redis answers before a seat is on disk, so confirmed seats are lost in a power cut"},
	{"maxmemory-policy", "noeviction", "Redis throws keys away when memory is short, seats among them"},
}

// reviewRedis warns of each promise that the settings of Redis do not keep.
// Where they may not be asked for, nothing is known and nothing said.
func reviewRedis(ctx context.Context, client redis.UniversalClient, log *slog.Logger) {
	for _, p := range promises {
		is, err := client.ConfigGet(ctx, p.setting).Result()
		if value, known := is[p.setting]; err == nil && known && value != p.value {
			log.Warn(p.broken, "is", value, "remedy", "CONFIG SET "+p.setting+" "+p.value+", and the same in redis.conf")
		}
	}
}

// redisLog takes what the Redis client says of its connections, which says
// nothing that its errors do not.
type redisLog struct{ log *slog.Logger }

// Printf implements the client's logger.
func (l redisLog) Printf(ctx context.Context, format string, v ...any) {
	l.log.DebugContext(ctx, "redis client", "says", fmt.Sprintf(format, v...))
}
