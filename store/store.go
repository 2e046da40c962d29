// Package store remembers talks and seats in Redis; it is the only package
// that speaks Redis.
//
// What has to happen together is one Lua script: the change of a seat and its
// counter, the talk, the notices owed, and the answer kept for a repeat. Keys
// are named in keys.go, scripts are in lua. Time is an argument of a script.
// What a person typed is sealed before it leaves the process.
//
// The client repeats a script by itself when a connection breaks after the
// script ran; every script is written so that a repeat changes nothing and
// gives the same answer.
package store

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/catalogue"
	"visitbot/bot/seats"
)

// Options say for which bot and by which rules a Store works.
type Options struct {
	Bot  string // id of the bot; part of every key
	Seal *Seal  // seals what people typed
	Log  *slog.Logger

	Catalogue *catalogue.Catalogue // before what organisers change of it
	House     seats.House          // what the catalogue fixes
	Brief     time.Duration        // how long a person without a seat is kept after the last contact
	Term      time.Duration        // how long one with a seat is kept after the last contact, or after the event if that is later
	Retell    time.Duration        // how long after somebody was told a fact they are told when it changes
	Owners    []seats.Person       // told what concerns all organisers
	Over      time.Time            // when the event is over
}

// A Store keeps one bot's state. It implements bot.Store and delivery.Store.
type Store struct {
	redis redis.UniversalClient
	keys  keys
	opts  Options
	house string // the House, as scripts read it
	skew  sync.Once

	current atomic.Pointer[inForce] // the catalogue in force

	claimFrom atomic.Value // string: id from which notices are claimed back next
}

// New returns a store on an open connection. It fails if the state there was
// sealed with another data key.
func New(ctx context.Context, client redis.UniversalClient, opts Options) (*Store, error) {
	s := &Store{redis: client, keys: keysOf(opts.Bot), opts: opts, house: describeHouse(opts.House)}
	s.current.Store(&inForce{"", opts.Catalogue})
	if err := s.checkDataKey(ctx); err != nil {
		return nil, err
	}
	return s, s.openOutbox(ctx)
}

// checkDataKey compares the data key's fingerprint with the one stored, and
// stores it where there is none.
func (s *Store) checkDataKey(ctx context.Context) error {
	mine := s.opts.Seal.Fingerprint()
	if err := s.redis.SetNX(ctx, s.keys.dataKey(), mine, 0).Err(); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	stored, err := s.redis.Get(ctx, s.keys.dataKey()).Result()
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if stored != mine {
		return fmt.Errorf("store: the names in Redis were sealed with another data key (fingerprint %s, this process has %s): start with that key file", stored, mine)
	}
	return nil
}
