package store

import (
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strings"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Connect returns a client for an address:
//
//	redis://[user:password@]host:6379/0     one server
//	rediss://…                              the same over TLS
//	unix:///path/to/redis.sock              the same over a socket
//	redis-cluster://[user:password@]h1:p1,h2:p2
//	redis-sentinel://[user:password@]h1:p1,h2:p2/master/0
//
// It opens no connection yet.
func Connect(address string) (redis.UniversalClient, error) {
	options, err := parseAddress(address)
	if err != nil {
		return nil, fmt.Errorf("store: REDIS_URL: %w", err)
	}
	options.ContextTimeoutEnabled = true
	options.PoolSize = 32 * runtime.GOMAXPROCS(0)
	options.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return redis.NewUniversalClient(options), nil
}

func parseAddress(address string) (*redis.UniversalOptions, error) {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok { // all of it may be a password
		return nil, errors.New("the address has no scheme such as redis://")
	}
	switch scheme {
	case "redis", "rediss", "unix":
		return parseServer(address)
	case "redis-cluster", "redis-sentinel":
		return parseServers(scheme, rest)
	}
	return nil, fmt.Errorf("unknown scheme %q: redis, rediss, unix, redis-cluster and redis-sentinel are known", scheme)
}

func parseServer(address string) (*redis.UniversalOptions, error) {
	one, err := redis.ParseURL(address)
	if err != nil {
		return nil, redacted(err)
	}
	return &redis.UniversalOptions{
		Addrs: []string{one.Addr}, DB: one.DB, Username: one.Username, Password: one.Password, TLSConfig: one.TLSConfig,
	}, nil
}

// parseServers reads user:password@h1,h2/master/0, of which net/url would not
// take the list of hosts.
func parseServers(scheme, rest string) (*redis.UniversalOptions, error) {
	options := &redis.UniversalOptions{IsClusterMode: scheme == "redis-cluster"}
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		user, password, _ := strings.Cut(rest[:at], ":")
		options.Username, _ = url.PathUnescape(user)
		options.Password, _ = url.PathUnescape(password)
		rest = rest[at+1:]
	}
	hosts, path, _ := strings.Cut(rest, "/")
	options.Addrs = strings.Split(hosts, ",")
	if options.IsClusterMode {
		return options, nil
	}
	master, db, _ := strings.Cut(path, "/")
	if options.MasterName = master; master == "" {
		return nil, fmt.Errorf("redis-sentinel wants the master's name after the hosts")
	}
	options.DB = number(db)
	return options, nil
}

// redacted keeps a password out of an error about its URL.
func redacted(err error) error {
	if e, ok := err.(*url.Error); ok {
		return e.Err
	}
	return err
}
