package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot"
	"visitbot/bot/broadcast"
	"visitbot/bot/catalogue"
	"visitbot/bot/centres"
	"visitbot/bot/conversation"
	"visitbot/bot/delivery"
	"visitbot/bot/desk"
	"visitbot/bot/duties"
	"visitbot/bot/questions"
	"visitbot/bot/render"
	"visitbot/bot/seats"
	"visitbot/bot/telegram"
	"visitbot/locales"
	"visitbot/store"
)

// A wiring says what a service is made of.
type wiring struct {
	catalogue *catalogue.Catalogue
	redis     redis.UniversalClient
	seal      *store.Seal
	telegram  telegram.Options
	now       func() time.Time
	chance    bot.Chance
	log       *slog.Logger
	metrics   *metrics // nil: nothing is counted
	webhook   string   // public address of the webhook; empty: polling
	secret    string
	process   string        // name of this process, unlike any other's
	owners    []int64       // Telegram's ids
	every     time.Duration // between two looks at what is due; 0: a second
}

// A service is one running bot.
type service struct {
	wiring
	client  *telegram.Client
	store   *store.Store
	bot     *bot.Bot
	handle  telegram.Handler // the bot's, counted
	courier *delivery.Courier
	officer *duties.Officer
	caster  *broadcast.Caster
	desk    *desk.Desk
	hook    *telegram.Webhook // nil: polling
}

// leaseTerm is how long the others wait when the process that polls has died.
const leaseTerm = 15 * time.Second

// newService wires a bot and makes itself known to Telegram and to Redis.
func newService(ctx context.Context, w wiring) (*service, error) {
	s := &service{wiring: w}
	w.telegram.Now, w.telegram.Log = w.now, w.log
	var err error
	if s.client, err = telegram.NewClient(ctx, w.telegram); err != nil {
		return nil, err
	}
	self := s.client.Self()
	rules := w.catalogue.Rules
	s.store, err = store.New(ctx, w.redis, store.Options{
		Bot: strconv.FormatInt(self.ID, 10), Seal: w.seal, Log: w.log, House: conversation.House(w.catalogue),
		Catalogue: w.catalogue, Owners: s.people(), Brief: rules.KeepUnconfirmed, Term: rules.Keep, Retell: rules.Retell, Over: w.catalogue.Event.End,
	})
	if err != nil {
		return nil, err
	}
	if err := s.checkVisits(ctx); err != nil {
		return nil, err
	}
	renderer, err := render.New(locales.Files(), w.catalogue.Event.Zone)
	if err != nil {
		return nil, err
	}
	chats := telegram.NewMessenger(s.client)
	tickets := render.Tickets{Render: renderer, Catalogue: s.store.Catalogue, Username: self.Username}
	s.desk = s.newDesk(renderer)
	s.bot = bot.New(bot.Parts{
		Catalogue: s.store.Catalogue, Desk: s.desk, Reader: questions.New(w.catalogue), Enquiries: s.store, Store: w.metrics.seats(s.store), Chats: chats, Render: renderer, Tickets: tickets,
		Username: self.Username, Now: w.now, Chance: w.chance, Log: w.log,
	})
	s.handle = w.metrics.handle(s.bot.Handle)
	s.courier = &delivery.Courier{
		Store: w.metrics.outbox(s.store), Chats: chats, Writer: tickets, Chat: telegram.Chat, Now: w.now, Log: w.log, Process: w.process, Wait: w.every,
	}
	s.officer = s.newOfficer()
	s.caster = s.newCaster(chats)
	if w.webhook != "" {
		if s.hook, err = telegram.NewWebhook(s.client, w.secret, s.handle); err != nil {
			return nil, err
		}
	}
	s.introduce(ctx, renderer)
	return s, nil
}

// newDesk is what organisers talk to.
func (s *service) newDesk(renderer *render.Renderer) *desk.Desk {
	return desk.New(desk.Parts{
		Catalogue: s.store.Catalogue, Shipped: s.catalogue, Store: s.store, Casts: s.store.Casts(), Render: renderer,
		Menus: menus{s.client, renderer}, Chance: s.chance, Owners: s.people(), Username: s.client.Self().Username, Now: s.now, Log: s.log,
	})
}

// people are the owners, as the seats know them.
func (s *service) people() []seats.Person {
	var people []seats.Person
	for _, id := range s.owners {
		people = append(people, telegram.Person(id))
	}
	return people
}

// newCaster is who sends announcements.
func (s *service) newCaster(chats *telegram.Messenger) *broadcast.Caster {
	show := func(ctx context.Context, cast broadcast.Cast, p broadcast.Progress) {
		letter, err := s.desk.Show(ctx, cast, p)
		if err == nil && cast.Chat != 0 {
			err = chats.Edit(ctx, cast.Chat, cast.Message, letter)
		}
		if err != nil {
			s.log.Warn("the progress of an announcement is not shown", "error", err)
		}
	}
	return &broadcast.Caster{
		Store: s.store.Casts(), Lease: s.store.Caster(s.process, leaseTerm), Chats: chats, Silence: telegram.RetryAfter,
		Letter: s.desk.Letter, Chat: telegram.Chat, Show: show, Now: s.now, Log: s.log, Process: s.process, Every: s.every,
	}
}

// newOfficer is who does what is due by the clock.
func (s *service) newOfficer() *duties.Officer {
	raise := func(ctx context.Context, at time.Time) error { return s.store.Raise(ctx, at, s.raised) }
	return &duties.Officer{
		Also:  []func(context.Context, time.Time) error{s.store.Correct, s.store.Comebacks, raise},
		Store: s.store, Lease: s.store.Sweeper(s.process, leaseTerm), Jobs: conversation.Jobs(s.catalogue), Weekly: conversation.Weekly(s.catalogue),
		Ticket: s.chance.Ticket, Now: s.now, Every: cmp.Or(s.every, time.Second), Log: s.log,
	}
}

// raised is when an enquiry that nobody took is told to the organisers again: one of
// somebody who may need help at any hour, another while they answer.
func (s *service) raised(e conversation.Enquiry) time.Time {
	if e.Confided() {
		return e.At.Add(s.catalogue.Rules.AlarmAfter)
	}
	return centres.Working(s.catalogue, e.At, s.catalogue.Rules.RaiseAfter)
}

// checkVisits refuses a catalogue that lacks a visit in which people hold
// places: they could neither see nor cancel their seats.
func (s *service) checkVisits(ctx context.Context) error {
	claims, err := s.store.Claims(ctx)
	if err != nil {
		return err
	}
	for visit, n := range claims {
		if _, ok := s.catalogue.Visit(visit); !ok && n > 0 {
			return fmt.Errorf("%d places are taken or waited for in the visit %q, which the catalogue does not have: put it back, with capacity 0 if it is to take nobody more", n, visit)
		}
	}
	return nil
}

// introducing is how long the menus may keep people waiting at the start.
const introducing = 10 * time.Second

// introduce shows Telegram the bot's menus and descriptions. The bot works
// without them, so a failure is only logged.
func (s *service) introduce(ctx context.Context, renderer *render.Renderer) {
	ctx, cancel := context.WithTimeout(ctx, introducing)
	defer cancel()
	if written, err := s.client.Apply(ctx, introduction(renderer, s.catalogue)); err != nil {
		s.log.Warn("menus and descriptions were not all set", "written", written, "error", err)
	}
}

// Run serves until the context ends, or until Telegram refuses the bot, then
// finishes what is under way.
func (s *service) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var background sync.WaitGroup
	background.Go(func() { s.courier.Run(ctx) })
	background.Go(func() { s.officer.Run(ctx) })
	background.Go(func() { s.caster.Run(ctx) })
	background.Go(func() { s.forget(ctx) })
	err := s.listen(ctx)
	stop()
	s.bot.Wait()
	background.Wait()
	return err
}

// listen takes updates in, by webhook or by polling.
func (s *service) listen(ctx context.Context) error {
	if s.hook == nil {
		return telegram.NewPoller(s.client, s.store.Poller(s.process, leaseTerm)).Run(ctx, s.handle)
	}
	if err := s.setWebhook(ctx); err != nil {
		return fmt.Errorf("the webhook could not be set: %w", err)
	}
	<-ctx.Done()
	return nil
}

// setWebhook tells Telegram where to deliver, and tries again as long as what
// stands in the way may pass.
func (s *service) setWebhook(ctx context.Context) error {
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		err := s.client.SetWebhook(ctx, s.webhook, s.secret)
		if err == nil || !passing(err) || ctx.Err() != nil {
			return err
		}
		if wait, limited := telegram.RetryAfter(err); limited {
			pause = wait
		}
		s.log.Warn("the webhook is not set yet", "wait", pause, "error", err)
		sleep(ctx, pause)
	}
}

// forgetEvery is how often the people whose term is over are forgotten.
const forgetEvery = time.Hour

func (s *service) forget(ctx context.Context) {
	tick := time.NewTicker(forgetEvery)
	defer tick.Stop()
	for {
		if n, err := s.store.Forget(ctx, s.now()); err != nil && ctx.Err() == nil {
			s.log.Warn("not everybody whose term is over was forgotten", "error", err)
		} else if n > 0 {
			s.log.Info("forgotten", "people", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// owed is how many notices are in the outbox, or -1 if that cannot be known.
func (s *service) owed() float64 {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	n, err := s.store.Owed(ctx)
	if err != nil {
		return -1
	}
	return float64(n)
}

// ServeHTTP takes the webhook's updates.
func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.hook == nil {
		http.NotFound(w, r)
		return
	}
	s.hook.ServeHTTP(w, r)
}
