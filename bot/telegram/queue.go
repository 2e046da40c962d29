package telegram

import (
	"context"
	"sync"

	"visitbot/bot/seats"
)

// A queue lets each person's updates through one after the other, in the order
// in which they came, and different people's at once. Its zero value is ready
// for use. It remembers only who is in it.
type queue struct {
	mu   sync.Mutex
	last map[seats.Person]chan struct{} // closed when the last in the queue has left
}

// enter waits until those of the same person who came before have left. After
// an error, which is that ctx ended first, there is nothing to leave.
func (q *queue) enter(ctx context.Context, who seats.Person) (leave func(), err error) {
	before, left := q.join(who)
	if before == nil {
		return func() { q.leave(who, left) }, nil
	}
	select {
	case <-before:
		return func() { q.leave(who, left) }, nil
	case <-ctx.Done():
		go q.giveUp(who, before, left)
		return nil, ctx.Err()
	}
}

// giveUp leaves only after those before: whoever comes behind waits for them.
func (q *queue) giveUp(who seats.Person, before <-chan struct{}, left chan struct{}) {
	<-before
	q.leave(who, left)
}

// join goes to the end of a person's queue. Before is nil where it is empty.
func (q *queue) join(who seats.Person) (before, left chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.last == nil {
		q.last = map[seats.Person]chan struct{}{}
	}
	before, left = q.last[who], make(chan struct{})
	q.last[who] = left
	return before, left
}

// leave lets the next one through, and forgets the person where there is none.
func (q *queue) leave(who seats.Person, left chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.last[who] == left {
		delete(q.last, who)
	}
	close(left)
}
