// Package duties does what is due by the clock, whoever acts or not: what has
// run out is passed on, the people of a visit that has fallen away are placed,
// reminders come to be owed, and the audit is made.
//
// No rule leans on it: a decision counts what has run out as free whether or
// not it was swept. It only sees to it that people are told in time. One
// process at a time has the duties; when it dies, another takes them over.
package duties

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"visitbot/bot/conversation"
	"visitbot/bot/panics"
	"visitbot/bot/seats"
)

// A Store carries the duties out. Each method may be interrupted and repeated.
type Store interface {
	// Sweep does what is due, and places at most as many people of fallen
	// visits as there are tickets. It says whether some are left.
	Sweep(ctx context.Context, at time.Time, tickets []seats.Ticket) (more bool, err error)
	// Remind owes a job's notice to everybody it is for, each once. It says
	// whether it is finished, or is to be called again.
	Remind(ctx context.Context, at time.Time, job conversation.Job) (finished bool, err error)
	// Audit recounts everything.
	Audit(ctx context.Context) (seats.Report, error)
	// Organisers are whom what concerns them all is told to.
	Organisers(ctx context.Context) ([]seats.Person, error)
	// TellNews tells organisers what has happened since the last time, and says
	// whether that was anything.
	TellNews(ctx context.Context, at time.Time) (told bool, err error)
	// AskWeekly owes organisers the question about old facts, once in a week.
	AskWeekly(ctx context.Context, week string) error
	// Halt stops a visit from giving places, or lets it go on, and owes the
	// organisers a notice where that changes something.
	Halt(ctx context.Context, at time.Time, visit string, halted bool, organisers ...seats.Person) error
}

// A Lease says which process has the duties.
type Lease interface {
	// Hold takes the lease or keeps it, and says whether this process has it.
	Hold(ctx context.Context) (bool, error)
	// Release gives it up.
	Release(ctx context.Context) error
}

// Officer is one process that does the duties while it has the lease.
type Officer struct {
	Store  Store
	Lease  Lease
	Jobs   []conversation.Job
	Also   []func(ctx context.Context, at time.Time) error // further duties, done every few seconds; each may be interrupted and repeated
	Weekly func(now time.Time) (week string, due bool)     // when organisers are asked about old facts
	Ticket func() (code, token string)
	Now    func() time.Time // the clock of seats
	Every  time.Duration    // between two sweeps, by the machine's clock; it is well below the lease's term
	Log    *slog.Logger

	sweeping sync.Mutex      // held while what is due is done
	finished map[string]bool // jobs that are done, so that they need not be asked for again
	asked    string          // the latest week in which organisers were asked
	toldNews time.Time       // when organisers were told the latest news
	alsoDid  time.Time       // when the further duties were done last
	auditing sync.Mutex      // held while everything is recounted
	audited  time.Time       // when the latest audit was made
}

// patience bounds one round of duties. What takes longer goes on in the next.
const patience = time.Minute

// Run does the duties until the context ends, then gives the lease up. The
// audit, which takes its time, keeps nobody waiting for the rest.
func (o *Officer) Run(ctx context.Context) {
	defer o.release(context.WithoutCancel(ctx))
	var audits sync.WaitGroup
	defer audits.Wait()
	audits.Go(func() { o.rounds(ctx, auditLook, o.audit) })
	o.rounds(ctx, o.Every, o.due)
}

// auditLook is how often an officer looks whether an audit is due.
const auditLook = time.Minute

// rounds does a duty again and again while this process has them.
func (o *Officer) rounds(ctx context.Context, every time.Duration, do func(context.Context) error) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		o.round(ctx, do)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// round does a duty once if this process has them. What fails is tried again in
// the next.
func (o *Officer) round(ctx context.Context, do func(context.Context) error) {
	bounded, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	held, err := o.Lease.Hold(bounded)
	if held && err == nil {
		err = o.survive(bounded, do)
	}
	if err != nil && ctx.Err() == nil {
		o.Log.Warn("not everything that is due was done", "error", err)
	}
}

// survive does a duty and outlives a panic in it.
func (o *Officer) survive(ctx context.Context, do func(context.Context) error) error {
	defer func() {
		if failure := recover(); failure != nil {
			what, where := panics.Describe(failure)
			o.Log.Error("the duties panicked", "error", what, "where", where)
		}
	}()
	return do(ctx)
}

func (o *Officer) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if err := o.Lease.Release(ctx); err != nil {
		o.Log.Warn("the lease of the duties was not given up", "error", err)
	}
}

// Do does everything that is due now. Whoever calls it while that is being done
// waits first.
func (o *Officer) Do(ctx context.Context) error {
	return errors.Join(o.due(ctx), o.audit(ctx))
}

// due sweeps and reminds. One duty that fails keeps no other from being done.
func (o *Officer) due(ctx context.Context) error {
	o.sweeping.Lock()
	defer o.sweeping.Unlock()
	failed := []error{o.sweep(ctx), o.tellNews(ctx), o.askWeekly(ctx)}
	for _, job := range o.Jobs {
		failed = append(failed, o.remind(ctx, job))
	}
	return errors.Join(append(failed, o.also(ctx))...)
}

// alsoEvery is the time between two rounds of the further duties.
const alsoEvery = 3 * time.Second

// also does the further duties.
func (o *Officer) also(ctx context.Context) error {
	now := o.Now()
	if now.Before(o.alsoDid.Add(alsoEvery)) {
		return nil
	}
	var failed []error
	for _, do := range o.Also {
		failed = append(failed, do(ctx, now))
	}
	o.alsoDid = now
	return errors.Join(failed...)
}

// newsEvery is the time between two messages of news: Telegram lets a bot say 20
// a minute in a group, so what happens within that time is told in one.
const newsEvery = 3 * time.Second

func (o *Officer) tellNews(ctx context.Context) error {
	now := o.Now()
	if now.Before(o.toldNews.Add(newsEvery)) {
		return nil
	}
	told, err := o.Store.TellNews(ctx, now)
	if told {
		o.toldNews = now
	}
	return err
}

// askWeekly asks organisers about old facts on the day of the week for that.
func (o *Officer) askWeekly(ctx context.Context) error {
	week, due := o.Weekly(o.Now())
	if !due || week == o.asked {
		return nil
	}
	if err := o.Store.AskWeekly(ctx, week); err != nil {
		return err
	}
	o.asked = week
	return nil
}

// page is how many people of fallen visits are placed in one step.
const page = 20

// sweep goes on until everybody of a fallen visit is placed.
func (o *Officer) sweep(ctx context.Context) error {
	more, err := o.Store.Sweep(ctx, o.Now(), nil)
	for more && err == nil && ctx.Err() == nil {
		more, err = o.Store.Sweep(ctx, o.Now(), o.Tickets(page))
	}
	return err
}

// Tickets draws so many tickets.
func (o *Officer) Tickets(n int) []seats.Ticket {
	tickets := make([]seats.Ticket, n)
	for i := range tickets {
		tickets[i].Code, tickets[i].Token = o.Ticket()
	}
	return tickets
}

func (o *Officer) remind(ctx context.Context, job conversation.Job) error {
	if o.finished[job.ID] || o.Now().Before(job.Due) {
		return nil
	}
	if finished, err := o.Store.Remind(ctx, o.Now(), job); !finished || err != nil {
		return err
	}
	if o.finished == nil {
		o.finished = map[string]bool{}
	}
	o.finished[job.ID] = true
	return nil
}

// auditEvery is the time between two audits.
const auditEvery = time.Hour

// audit stops visits whose figures do not agree, and lets those go on whose
// figures agree again.
func (o *Officer) audit(ctx context.Context) error {
	o.auditing.Lock()
	defer o.auditing.Unlock()
	now := o.Now()
	if now.Before(o.audited.Add(auditEvery)) {
		return nil
	}
	report, err := o.Store.Audit(ctx)
	if err != nil {
		return err
	}
	if len(report.Drift) > 0 {
		o.Log.Error("the audit finds drift", "drift", report.Drift)
	}
	for _, v := range report.Visits {
		if err := o.judge(ctx, v); err != nil {
			return err
		}
	}
	o.audited = now
	return nil
}

func (o *Officer) judge(ctx context.Context, v seats.VisitReport) error {
	drifts := len(v.Drift) > 0
	if drifts {
		o.Log.Error("the audit finds drift", "visit", v.ID, "drift", v.Drift)
	}
	if drifts == (v.Halted == seats.HaltDrift) || v.Halted == seats.HaltFallen {
		return nil
	}
	organisers, err := o.Store.Organisers(ctx)
	if err != nil {
		return err
	}
	return o.Store.Halt(ctx, o.Now(), v.ID, drifts, organisers...)
}
