package bot

import "sync"

// lanes run what is to be said: in one chat one after the other, in different
// chats side by side. A screen that waits is dropped for a newer one in the same
// place: nobody needs to see what is past already.
type lanes struct {
	mu      sync.Mutex
	waiting map[int64][]job // present while a chat's lane is running
	running sync.WaitGroup
}

// bottom is the place of a screen that is sent as a new message.
const bottom = -1

// A job says one thing. It redraws a message, or sends the screen to the
// bottom, or does something else if redraws is 0.
type job struct {
	redraws int
	run     func()
}

// add queues a job in a chat's lane.
func (l *lanes) add(chat int64, redraws int, run func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.waiting == nil {
		l.waiting = map[int64][]job{}
	}
	queue, busy := l.waiting[chat]
	if last := len(queue) - 1; last >= 0 && redraws != 0 && queue[last].redraws == redraws {
		queue[last].run = run
		return
	}
	l.waiting[chat] = append(queue, job{redraws, run})
	if !busy {
		l.running.Go(func() { l.drain(chat) })
	}
}

// free runs something beside every lane.
func (l *lanes) free(run func()) { l.running.Go(run) }

// drain runs a chat's jobs until none waits.
func (l *lanes) drain(chat int64) {
	for {
		l.mu.Lock()
		queue := l.waiting[chat]
		if len(queue) == 0 {
			delete(l.waiting, chat)
			l.mu.Unlock()
			return
		}
		l.waiting[chat] = queue[1:]
		l.mu.Unlock()
		queue[0].run()
	}
}

// wait returns when all lanes are empty.
func (l *lanes) wait() { l.running.Wait() }
