package store

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"visitbot/bot/seats"
)

var discard = slog.New(slog.DiscardHandler)

var start = time.UnixMilli(1704798000000)

// onServers runs a test on an in-process Redis, and on a real one where it is
// installed. With VISITBOT_TEST_REAL=1 it has to be.
func onServers(t *testing.T, test func(t *testing.T, client redis.UniversalClient)) {
	t.Run("miniredis", func(t *testing.T) {
		client := redis.NewClient(&redis.Options{Addr: miniredis.RunT(t).Addr()})
		t.Cleanup(func() { client.Close() })
		test(t, client)
	})
	t.Run("redis-server", func(t *testing.T) { test(t, realRedis(t)) })
}

// realRedis starts a redis-server of its own, without persistence.
func realRedis(t testing.TB) redis.UniversalClient {
	t.Helper()
	socket := startRedis(t, "--port", "0")
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: socket})
	t.Cleanup(func() { client.Close() })
	awaitRedis(t, client)
	return client
}

// clusterRedis starts a cluster of one server, which owns every slot.
func clusterRedis(t testing.TB) redis.UniversalClient {
	t.Helper()
	port := freePort(t)
	socket := startRedis(t, "--port", port, "--bind", "127.0.0.1", "--cluster-enabled", "yes", "--cluster-port", freePort(t))
	node := redis.NewClient(&redis.Options{Network: "unix", Addr: socket})
	defer node.Close()
	awaitRedis(t, node)
	if err := node.ClusterAddSlotsRange(t.Context(), 0, 16383).Err(); err != nil {
		t.Fatal(err)
	}
	for !strings.Contains(node.ClusterInfo(t.Context()).Val(), "cluster_state:ok") {
		time.Sleep(time.Millisecond)
	}
	client := redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{"127.0.0.1:" + port}})
	t.Cleanup(func() { client.Close() })
	return client
}

// firstPort is where freePort begins, and ports how many it has looked at: none is
// given twice.
var (
	firstPort = rand.IntN(12_000)
	ports     atomic.Int64
)

// freePort is a port that nobody listens on. It is below those that the system gives
// to whoever asks for any, so that it stays free until it is listened on.
func freePort(t testing.TB) string {
	t.Helper()
	for range 100 {
		port := strconv.Itoa(20_000 + (firstPort+int(ports.Add(1)))%12_000)
		if l, err := net.Listen("tcp", "127.0.0.1:"+port); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("no port is free")
	return ""
}

// startRedis starts a redis-server that ends with the test, and returns its
// socket.
func startRedis(t testing.TB, settings ...string) string {
	t.Helper()
	path := redisServer(t)
	dir, err := os.MkdirTemp("", "visitbot") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket := filepath.Join(dir, "redis.sock")
	server := exec.Command(path, append(settings, "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", dir)...)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Kill(); server.Wait() })
	return socket
}

// redisServer is the path of redis-server. Without one the test is skipped, or
// fails where all has to be real.
func redisServer(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("VISITBOT_TEST_REAL") == "1" {
			t.Fatal("redis-server is not on PATH")
		}
		t.Skip("redis-server is not on PATH")
	}
	return path
}

// awaitRedis waits until a server that was just started answers.
func awaitRedis(t testing.TB, client redis.UniversalClient) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for client.Ping(ctx).Err() != nil {
		if ctx.Err() != nil {
			t.Fatal("redis-server did not start")
		}
		time.Sleep(time.Millisecond)
	}
}

// newStore is a store of the test house, with terms of a week and of ninety days.
func newStore(t testing.TB, client redis.UniversalClient) *Store {
	t.Helper()
	return newStoreOf(t, client, testHouse())
}

func newStoreOf(t testing.TB, client redis.UniversalClient, house seats.House) *Store {
	t.Helper()
	seal, err := NewSeal(make([]byte, keySize))
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(context.Background(), client, Options{
		Bot: "42", Seal: seal, Log: slog.New(slog.DiscardHandler), House: house, Brief: 7 * 24 * time.Hour, Term: 90 * 24 * time.Hour,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
