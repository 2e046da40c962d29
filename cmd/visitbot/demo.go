package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"visitbot/bot/emulator"
	"visitbot/bot/emulator/page"
)

// demoOrganiser is who runs the demo's event.
const demoOrganiser = 104

// demoCast are the people of the demo and what they are.
var demoCast = []struct {
	emulator.Person
	role string
}{
	{emulator.Person{ID: 101, FirstName: "Maya", LastName: "Lindqvist", LanguageCode: "en"}, "attendee"},
	{emulator.Person{ID: 102, FirstName: "Andrei", LastName: "Munteanu", LanguageCode: "ro"}, "attendee"},
	{emulator.Person{ID: 103, FirstName: "Оксана", LastName: "Коваленко", LanguageCode: "uk"}, "refugee"},
	{emulator.Person{ID: demoOrganiser, FirstName: "Ioana", LastName: "Stan", LanguageCode: "ro"}, "organiser"},
}

const demoExplained = `It serves a page on which you talk to the bot as one of several people, watch
the seats beside it and move the clock. It needs no token, no network and no
Redis, and everything in it is gone when it ends.

With --say it plays a written conversation in the terminal instead. ` + scriptExplained

// runDemo is the subcommand demo: a page on which one talks to the bot, or,
// with --say, a written conversation played in the terminal.
func runDemo(ctx context.Context, args []string, out io.Writer) error {
	flags := newFlags("demo", out, demoExplained)
	listen := flags.String("listen", "127.0.0.1:8088", "loopback `address` of the page")
	script := flags.String("say", "", "play the conversation in this `file` and print what everybody sees")
	if err := parse(flags, args, 0); err != nil {
		return err
	}
	if *script != "" {
		return sayScript(ctx, *script, out)
	}
	return serveDemo(ctx, *listen, out)
}

// serveDemo serves the page until the context ends.
func serveDemo(ctx context.Context, listen string, out io.Writer) error {
	if !page.Loopback(listen) {
		return usageError{fmt.Errorf("--listen %s: whoever reaches the page can write as anybody, so it listens on this computer only, such as 127.0.0.1:8088", listen)}
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("the page cannot listen: %w; choose another address with --listen", err)
	}
	defer listener.Close()
	d := &demo{ctx: ctx}
	if err := d.begin(); err != nil {
		return err
	}
	defer d.close()
	fmt.Fprintf(out, "Open http://%s in a browser. Ctrl+C ends the demo.\n", listener.Addr())
	return serveUntil(ctx, listener, d)
}

// serveUntil serves HTTP until the context ends.
func serveUntil(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// A demo serves the page of a world, and replaces both when it is reset.
type demo struct {
	ctx   context.Context // in which worlds live
	mu    sync.RWMutex
	world *demoWorld
	page  http.Handler
}

// ServeHTTP serves the page of the world that there is.
func (d *demo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.RLock()
	current := d.page
	d.mu.RUnlock()
	current.ServeHTTP(w, r)
}

// begin starts a new world with the cast, and ends the one before.
func (d *demo) begin() error {
	world, err := newDemoWorld(d.ctx, newDemoClock(true), chance{}, demoOrganiser)
	if err != nil {
		return err
	}
	roles := map[int64]string{}
	for _, one := range demoCast {
		world.telegram.AddPerson(one.Person)
		roles[one.ID] = one.role
	}
	shown := page.New(page.Options{
		Telegram: world.telegram, Name: demoName, Roles: roles, Seats: world.seats,
		Clock: world, Zone: world.service.catalogue.Event.Zone, Over: world.ctx.Done(),
		Reset: func(context.Context) error { return d.begin() },
	})
	d.mu.Lock()
	before := d.world
	d.world, d.page = world, shown
	d.mu.Unlock()
	if before != nil {
		before.Close()
	}
	return nil
}

func (d *demo) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.world.Close()
}
