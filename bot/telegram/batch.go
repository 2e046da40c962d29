package telegram

import (
	"context"
	"encoding/json"
	"sync"

	"visitbot/bot"
	"visitbot/bot/panics"
	"visitbot/bot/seats"
)

// lanes is how many people are served at once.
const lanes = 64

// A batch is what one poll brought, in the order in which it came.
type batch []*arrival

// An arrival is one update of a batch.
type arrival struct {
	id       int64
	readable bool // the id is known
	update   bot.Update
	done     bool // committed, or nothing to handle
}

// open reads the updates of a batch, each alone.
func (p *Poller) open(raws []json.RawMessage) batch {
	b := make(batch, len(raws))
	for i, raw := range raws {
		id, u, ok, readable := p.client.open(raw)
		b[i] = &arrival{id: id, readable: readable, update: u, done: !ok}
	}
	return b
}

// after returns the offset that confirms what is done, from the front of the
// batch up to the first that is not.
func (b batch) after(offset int64) int64 {
	for _, a := range b {
		if !a.done {
			break
		}
		if a.readable {
			offset = a.id + 1
		}
	}
	return offset
}

// byPerson returns what is to be handled, one list for each person in order.
func (b batch) byPerson() map[seats.Person]batch {
	people := map[seats.Person]batch{}
	for _, a := range b {
		if !a.done {
			people[a.update.Person] = append(people[a.update.Person], a)
		}
	}
	return people
}

// serve has a batch handled, different people at once and each of them in
// order. It returns when all is done, or when the turn has ended and what was
// under way has come to an end.
func (p *Poller) serve(turn, work context.Context, b batch, handle Handler) batch {
	var all sync.WaitGroup
	free := make(chan struct{}, lanes)
	for _, theirs := range b.byPerson() {
		free <- struct{}{}
		all.Go(func() {
			defer func() { <-free }()
			p.inOrder(turn, work, theirs, handle)
		})
	}
	all.Wait()
	return b
}

// inOrder handles one person's updates. Those after one that cannot be handled
// yet wait for it.
func (p *Poller) inOrder(turn, work context.Context, theirs batch, handle Handler) {
	for _, a := range theirs {
		if a.done = p.settle(turn, work, a, handle); !a.done {
			return
		}
	}
}

// settle handles one update, again and again until it is committed. It returns
// false where the turn ends before.
func (p *Poller) settle(turn, work context.Context, a *arrival, handle Handler) bool {
	var b backoff
	for turn.Err() == nil {
		err := p.client.handle(work, a.id, a.update, handle)
		if err == nil {
			return true
		}
		delay := b.next()
		p.log.Warn("an update cannot be handled now and is tried again", "update", a.id, "wait", delay, "error", err)
		_ = pause(turn, delay)
	}
	return false
}

// handle calls a handler. One that panics over an update would do so whenever
// the update comes again, and nobody would be served any more: so the update
// is recorded as poison and passed over.
func (c *Client) handle(ctx context.Context, id int64, u bot.Update, handle Handler) (err error) {
	defer func() {
		if r := recover(); r != nil {
			c.poisoned.Add(1)
			what, where := panics.Describe(r)
			c.log.Error("an update made the bot panic and is passed over", "update", id, "what", what, "where", where)
			err = nil
		}
	}()
	return handle(ctx, u)
}
