package delivery

import (
	"context"
	"slices"
	"sync"

	"visitbot/bot/seats"
)

// queue is how many of one person's notices wait behind the one that is
// served. Those beyond it stay owed and come again.
const queue = 16

// lanes serve different people side by side, one person's notices in order.
// A lane lasts while its person has a notice in hand, and takes one place.
type lanes struct {
	places int
	serve  func(*notice)

	mu      sync.Mutex
	busy    map[seats.Person]*lane
	freed   chan struct{} // has an item when a place became free
	running sync.WaitGroup
}

// A lane is one person's notices in hand.
type lane struct {
	serving string // id of the notice that is served
	waiting []*notice
}

func newLanes(places int, serve func(*notice)) *lanes {
	return &lanes{places: places, serve: serve, busy: map[seats.Person]*lane{}, freed: make(chan struct{}, 1)}
}

// room waits for a free place and returns how many there are: so many notices
// may be added, whosesoever they are. It is 0 when ctx ends.
func (l *lanes) room(ctx context.Context) int {
	for {
		if free := l.free(); free > 0 {
			return free
		}
		select {
		case <-ctx.Done():
			return 0
		case <-l.freed:
		}
	}
}

func (l *lanes) free() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.places - len(l.busy)
}

// add puts a notice into its person's lane.
func (l *lanes) add(n *notice) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if lane, ok := l.busy[n.Person]; ok {
		lane.add(n)
		return
	}
	l.busy[n.Person] = &lane{waiting: []*notice{n}}
	l.running.Go(func() { l.drain(n.Person) })
}

// add lets a notice wait. One that is served already is not served twice, and
// one that waited so long that it was claimed anew keeps its turn.
func (l *lane) add(n *notice) {
	same := func(other *notice) bool { return other.ID == n.ID }
	switch i := slices.IndexFunc(l.waiting, same); {
	case l.serving == n.ID:
	case i >= 0:
		l.waiting[i] = n
	case len(l.waiting) < queue:
		l.waiting = append(l.waiting, n)
	}
}

// drain serves a person's notices until none waits.
func (l *lanes) drain(who seats.Person) {
	for n := l.next(who); n != nil; n = l.next(who) {
		l.serve(n)
	}
}

// next takes the notice whose turn it is. When there is none, the lane ends and
// its place is free.
func (l *lanes) next(who seats.Person) *notice {
	l.mu.Lock()
	defer l.mu.Unlock()
	lane := l.busy[who]
	if len(lane.waiting) == 0 {
		delete(l.busy, who)
		select {
		case l.freed <- struct{}{}:
		default:
		}
		return nil
	}
	n := lane.waiting[0]
	lane.waiting, lane.serving = lane.waiting[1:], n.ID
	return n
}

// wait returns when all lanes have ended.
func (l *lanes) wait() { l.running.Wait() }
