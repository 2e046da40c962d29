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
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/conversation"
)

// Options say for which bot and by which rules a Store works.
type Options struct {
	Bot   string // id of the bot; part of every key
	Seal  *Seal  // seals what people typed
	Brief time.Duration
	// Brief is how long a person without a seat is kept after the last
	// contact, Term how long one with a seat.
	Term time.Duration
}

// A Store keeps one bot's state. It implements bot.Store and delivery.Store.
type Store struct {
	redis redis.UniversalClient
	keys  keys
	opts  Options
	home  conversation.Stage
}

// New returns a store on an open connection. It fails if the state there was
// sealed with another data key.
func New(ctx context.Context, client redis.UniversalClient, opts Options) (*Store, error) {
	s := &Store{redis: client, keys: keysOf(opts.Bot), opts: opts, home: conversation.StageVisits}
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

// Ready says whether Redis answers.
func (s *Store) Ready(ctx context.Context) error { return s.redis.Ping(ctx).Err() }

// Close ends the connections.
func (s *Store) Close() error { return s.redis.Close() }
