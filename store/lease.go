package store

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// A Lease lets one process at a time do a thing. It has to be held again and
// again; a process that dies loses it by itself.
type Lease struct {
	redis   redis.UniversalClient
	key     string
	process string
	term    time.Duration
}

// Poller is the lease of the process that polls Telegram.
func (s *Store) Poller(process string, term time.Duration) *Lease {
	return &Lease{redis: s.redis, key: s.keys.poller(), process: process, term: term}
}

// Sweeper is the lease of the process that does what is due.
func (s *Store) Sweeper(process string, term time.Duration) *Lease {
	return &Lease{redis: s.redis, key: s.keys.sweeper(), process: process, term: term}
}

// Caster is the lease of the process that sends announcements.
func (s *Store) Caster(process string, term time.Duration) *Lease {
	return &Lease{redis: s.redis, key: s.keys.caster(), process: process, term: term}
}

// Hold takes the lease or keeps it for another term, and says whether this
// process has it.
func (l *Lease) Hold(ctx context.Context) (bool, error) {
	n, err := holdScript.Run(ctx, l.redis, []string{l.key}, l.process, l.term.Milliseconds()).Int()
	return n == 1, err
}

// Release gives the lease up, so that another process need not wait for its end.
func (l *Lease) Release(ctx context.Context) error {
	return dropScript.Run(ctx, l.redis, []string{l.key}, l.process).Err()
}
