package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/render"
	"visitbot/locales"
)

var pictures = flag.Bool("pictures", false, "take the pictures in docs/pictures anew")

// A browser is one tab of a real Chromium on the demo's page.
type browser struct {
	*testing.T
	ctx    context.Context
	size   string // phone or desktop
	lang   catalogue.Language
	render *render.Renderer
	cat    *catalogue.Catalogue

	mu     sync.Mutex
	faults []string // what the page complained about
}

// chromium starts a Chromium for the test, or skips it where there is none.
func chromium(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("VISITBOT_TEST_REAL") == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("lang", "en-GB"), chromedp.Flag("force-color-profile", "srgb"))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// open opens the page of a new demo in a new tab.
func open(t *testing.T, chromium context.Context, lang catalogue.Language, size string) *browser {
	t.Helper()
	ctx, cancel := chromedp.NewContext(chromium, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	ctx, cancel = context.WithTimeout(ctx, 5*patience)
	t.Cleanup(cancel)
	address, d := startDemo(t)
	b := &browser{T: t, ctx: ctx, size: size, lang: lang, cat: d.world.service.catalogue}
	var err error
	if b.render, err = render.New(locales.Files(), b.cat.Event.Zone); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	width, height := int64(1280), int64(860)
	if size == "phone" {
		width, height = 360, 740
	}
	b.do(prefer("prefers-reduced-motion", "reduce"), chromedp.EmulateViewport(width, height), chromedp.Navigate(address), chromedp.WaitVisible(chromedp.CSS("#start")))
	return b
}

// listen keeps every error that the page shows in its console.
func (b *browser) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.faults = append(b.faults, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			b.faults = append(b.faults, e.Entry.Text+" "+e.Entry.URL)
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			b.faults = append(b.faults, fmt.Sprint(e.Args))
		}
	}
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.fail(err)
	}
}

// fail ends the test and tells what the page shows.
func (b *browser) fail(err error) {
	b.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(b.ctx), 5*time.Second)
	defer cancel()
	shown, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText`))
	b.Fatalf("%v\nthe page shows:\n%s", err, shown)
}

// holds waits until a JavaScript expression is true.
func (b *browser) holds(expression string) {
	b.Helper()
	if err := chromedp.Do(b.ctx, chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(patience))); err != nil {
		b.fail(fmt.Errorf("%s: %w", expression, err))
	}
}

// words is a message of the locales as the bot says it, without its data.
func (b *browser) words(id string, pairs ...any) string {
	data := conversation.Data{}
	for i := 0; i+1 < len(pairs); i += 2 {
		data[pairs[i].(string)] = pairs[i+1]
	}
	return b.render.Plain(b.lang, conversation.Line{ID: id, Data: data})
}

func (b *browser) visit(id string) string {
	v, ok := b.cat.Visit(id)
	if !ok {
		b.Fatalf("no visit %q", id)
	}
	name, _ := v.Name.In(b.lang)
	return name
}

// tap taps the newest button under a message whose label holds the text.
func (b *browser) tap(label string) {
	b.Helper()
	b.click(fmt.Sprintf(`(//ol[@id="messages"]//div[@class="keys"]//button[not(@aria-busy) and contains(., %q)])[last()]`, label))
}

// choose chooses from an open menu.
func (b *browser) choose(menu, label string) {
	b.Helper()
	b.click(fmt.Sprintf(`//div[@id=%q]/button[contains(., %q)]`, menu, label))
}

// press presses the button with an id.
func (b *browser) press(id string) {
	b.Helper()
	b.click(fmt.Sprintf(`//*[@id=%q]`, id))
}

// click clicks an element, named by its XPath, once it is there and has
// stopped moving, as a person does.
func (b *browser) click(path string) {
	b.Helper()
	b.do(chromedp.WaitVisible(path))
	b.holds(fmt.Sprintf(`(() => {
		const found = document.evaluate(%q, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE, null).singleNodeValue;
		const place = JSON.stringify(found?.getBoundingClientRect());
		const moves = (found?.closest("dialog")?.getAnimations() ?? []).some((a) => a.playState !== "finished");
		const rests = place !== undefined && place === window.lastPlace && !moves;
		window.lastPlace = rests ? undefined : place;
		return rests;
	})()`, path))
	b.do(chromedp.Click(path))
}

// sees waits until a text is in the chat.
func (b *browser) sees(text string) {
	b.Helper()
	b.holds(fmt.Sprintf(`document.querySelector("#messages").innerText.includes(%s)`, strconv.QuoteToGraphic(text)))
}

// become changes to another of the people.
func (b *browser) become(id int64) {
	b.Helper()
	list := "people"
	if b.size == "phone" {
		list = "people-narrow"
		b.press("who")
	}
	b.click(fmt.Sprintf(`//ul[@id=%q]//button[@data-person="%d"]`, list, id))
	b.holds(fmt.Sprintf(`document.querySelector('[data-person="%d"]').getAttribute("aria-pressed") === "true" &&
		!document.querySelector("#people-sheet").open`, id))
}

// beside does something with the seats and the clock, which are beside the
// chat, or on a phone in a sheet over it.
func (b *browser) beside(do func()) {
	b.Helper()
	if b.size == "phone" {
		b.press("seats-open")
		b.do(chromedp.WaitVisible(chromedp.CSS("#seats")))
		do()
		b.do(chromedp.KeyEvent(kb.Escape), chromedp.WaitNotVisible(chromedp.CSS("#seats")))
		return
	}
	do()
}

// taken waits until the table shows so many places taken of a visit.
func (b *browser) taken(visit string, n int) {
	b.Helper()
	b.beside(func() {
		b.holds(fmt.Sprintf(`document.querySelector('[data-visit=%q] .taken').innerText === "%d"`, visit, n))
	})
}

// fits checks that nothing is wider than its place: not the page, not the chat
// and no button's label.
func (b *browser) fits() {
	b.Helper()
	wide, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll("html, #scroll, .keys button, .keys a, .bubble, .steps button")]
		.filter((n) => n.clientWidth > 0 && n.scrollWidth > n.clientWidth)
		.map((n) => n.tagName + " " + n.innerText.slice(0, 60))`))
	if err != nil {
		b.fail(err)
	}
	if len(wide) > 0 {
		b.Errorf("wider than its place: %q", wide)
	}
}

// still waits until nothing moves any more.
func (b *browser) still() {
	b.Helper()
	b.holds(`document.getAnimations().every((a) => a.playState === "finished") &&
		[...document.images].every((i) => i.complete) && !document.querySelector("[aria-busy]")`)
}

// kept are the pictures that the documents show.
var kept = regexp.MustCompile(`^phone-.*-(home|card|booking|ticket|answer)$|^phone-en-(seats|line|offer|admin|stats|undo)$|^desktop-(en|uk)-(card|ticket)$|^desktop-en-dark$`)

// picture checks that the page fits, and takes a picture if they are wanted.
func (b *browser) picture(step string) {
	b.Helper()
	b.still()
	b.fits()
	name := fmt.Sprintf("%s-%s-%s", b.size, b.lang, step)
	if !*pictures || !kept.MatchString(name) {
		return
	}
	b.holds(`document.activeElement.blur(), getComputedStyle(document.querySelector("#toast")).opacity === "0"`)
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.fail(err)
	}
	folder := filepath.Join("..", "..", "docs", "pictures")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644); err != nil {
		b.Fatal(err)
	}
}

// clean checks that the page complained about nothing.
func (b *browser) clean() {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.faults) > 0 {
		b.Errorf("the console shows:\n%s", strings.Join(b.faults, "\n"))
	}
}

// speakers are the people of the cast by whose language the walks go.
var speakers = map[catalogue.Language]int64{catalogue.English: 101, catalogue.Romanian: 102, catalogue.Ukrainian: 103}

func TestDemoInChromium(t *testing.T) {
	chromium := chromium(t)
	for _, size := range []string{"phone", "desktop"} {
		for _, lang := range catalogue.Languages() {
			t.Run(size+"-"+string(lang), func(t *testing.T) {
				t.Parallel()
				b := open(t, chromium, lang, size)
				b.become(speakers[lang])
				b.walk()
				b.lapse()
				b.line()
				b.desk()
				b.asks()
				b.clean()
			})
		}
	}
	t.Run("around", func(t *testing.T) {
		t.Parallel()
		b := open(t, chromium, catalogue.English, "around")
		b.around()
		b.clean()
	})
}

// walk signs up for a visit, from the start to the ticket.
func (b *browser) walk() {
	b.press("start")
	b.sees(b.visit("romexpo"))
	b.picture("home")
	b.tap(b.visit("romexpo"))
	b.sees(b.words("visit.free", "Count", 20))
	b.picture("card")
	b.tap(b.words("button.reserve"))
	b.sees(b.words("button.confirm"))
	b.taken("romexpo", 1)
	b.tap("2")
	b.taken("romexpo", 2)
	b.tap(b.words("button.name"))
	b.sees(b.words("naming.ask"))
	b.do(chromedp.SendKeys(chromedp.CSS("#text"), names[b.lang]+kb.Enter))
	b.sees(names[b.lang])
	b.picture("booking")
	b.tap(b.words("button.confirm"))
	b.sees(b.words("seat.title"))
	b.holds(`document.querySelector("#messages .photo img")?.naturalWidth > 0`)
	b.taken("romexpo", 2)
	b.holds(`(document.querySelector("#messages .photo").scrollIntoView({ block: "start" }), true)`)
	b.picture("ticket")
}

// names are typed as they are here.
var names = map[catalogue.Language]string{
	catalogue.English:   "Maya & Tom Lindqvist",
	catalogue.Romanian:  "Andrei Munteanu și Țița",
	catalogue.Ukrainian: "Оксана Коваленко з донькою",
}

// lapse takes a hold beside the seat and moves the clock beyond it.
func (b *browser) lapse() {
	b.tap(b.words("button.change"))
	b.tap(b.visit("museum"))
	b.tap(b.words("button.reserve"))
	b.sees(b.words("button.confirm"))
	b.taken("museum", 2)
	b.beside(func() {
		b.picture("seats")
		b.click(`//button[@data-seconds="300"]`)
	})
	b.taken("museum", 0)
	b.taken("romexpo", 2)
	b.tap(b.words("button.confirm"))
	b.sees(b.words("button.again"))
	b.picture("lapsed")
}

// waiters are the people who wait, of whom none speaks the language at first.
var waiters = map[catalogue.Language]int64{catalogue.English: 102, catalogue.Romanian: 101, catalogue.Ukrainian: 102}

// line takes both places of the last visit; somebody else waits for one, and is
// offered it when they are given up.
func (b *browser) line() {
	waiter := waiters[b.lang]
	b.tap(b.words("button.again"))
	b.tap(b.words("button.confirm"))
	b.taken("museum", 2)
	b.become(waiter)
	b.press("start")
	b.tap(b.words("language." + string(b.lang)))
	b.tap(b.visit("museum"))
	b.tap(b.words("button.wait"))
	b.sees(b.words("button.leave"))
	b.picture("line")
	b.become(speakers[b.lang])
	b.tap(b.words("button.cancelling"))
	b.tap(b.words("button.cancel"))
	b.become(waiter)
	b.sees(b.words("offer.title", "Count", 1))
	b.picture("offer")
	b.tap(b.words("button.accept"))
	b.sees(b.words("seat.title"))
	b.taken("museum", 1)
}

// desk looks at the event as its organiser, who has heard by now that a visit was
// full, and sets a capacity.
func (b *browser) desk() {
	b.become(demoOrganiser)
	b.say("/language")
	b.tap(b.words("language." + string(b.lang)))
	b.say("/admin")
	b.sees(b.words("desk.menu.stats"))
	b.picture("admin")
	b.tap(b.words("desk.menu.stats"))
	b.holds(`document.querySelector("#messages .photo img") !== null`)
	b.picture("stats")
	b.say("/capacity museum 5")
	b.tap(b.words("desk.button.capacity", "Count", 5))
	b.sees(b.words("desk.button.undo"))
	b.picture("undo")
}

// asked is what is typed as people type it.
var asked = map[catalogue.Language]string{
	catalogue.English:   "good evening, is romexpo open tomorow and what papers do I bring?",
	catalogue.Romanian:  "buna seara, e deschis la romexpo maine si ce acte trebuie sa aduc?",
	catalogue.Ukrainian: "добрий вечір підкажіть чи працює ромекспо завтра і що взяти з документів",
}

// asks asks about a centre, looks at the rest of its card, and has the organisers
// asked what was not published.
func (b *browser) asks() {
	b.become(speakers[b.lang])
	b.say(asked[b.lang])
	b.sees(b.words("topic.documents"))
	b.picture("answer")
	b.tap(b.words("topic.address"))
	b.sees("Exhibition Blvd.")
	b.say("Romexpo: " + b.words("topic.contact") + "?")
	b.tap(b.words("button.ask"))
	b.tap(b.words("button.ask.nameless"))
	b.sees(b.words("ask.sent"))
	b.become(demoOrganiser)
	b.tap(b.words("button.have"))
	b.become(speakers[b.lang])
	b.sees(b.words("enquiry.taken"))
}

// say types a message.
func (b *browser) say(text string) {
	b.Helper()
	b.do(chromedp.WaitVisible(chromedp.CSS("#text")), chromedp.SendKeys(chromedp.CSS("#text"), text+kb.Enter))
}

// around tries what else the page has: another person, something that is no
// text, a command of the menu, a folded quotation, the calendar file, the dark
// colours, and a new beginning.
func (b *browser) around() {
	b.press("add-open")
	b.do(chromedp.WaitVisible(chromedp.CSS("#add-name")),
		chromedp.SendKeys(chromedp.CSS("#add-name"), "Zoë <b>&amp;"+kb.Enter))
	b.holds(`document.querySelector("#speaker").innerText === "You are Zoë <b>&amp;"`)
	b.press("start")
	b.sees(b.visit("romexpo"))
	b.press("attach")
	b.choose("kinds", "Sticker")
	b.sees(b.words("note.wordless"))
	b.press("menu")
	b.do(chromedp.WaitVisible(chromedp.CSS("#commands")))
	b.picture("menu")
	b.choose("commands", "/centres")
	b.sees(b.words("centres.ask"))
	b.tap(b.centre("romexpo"))
	b.holds(`document.querySelector(".fold.closed") !== null`)
	b.click(`//button[@class="unfold"]`)
	b.holds(`document.querySelector(".fold.closed") === null`)
	b.picture("centre")
	b.become(speakers[catalogue.English])
	b.walk()
	b.tap(b.words("button.calendar"))
	b.holds(`document.querySelector("#messages .document .name")?.innerText.endsWith(".ics")`)
	b.click(`//button[@class="photo"]`)
	b.do(chromedp.WaitVisible(chromedp.CSS("#viewer-image")),
		chromedp.KeyEvent(kb.Escape), chromedp.WaitNotVisible(chromedp.CSS("#viewer-image")))
	b.size = "desktop"
	b.do(prefer("prefers-color-scheme", "dark"))
	b.picture("dark")
	b.press("reset")
	b.do(chromedp.WaitVisible(chromedp.CSS("#start")))
	b.taken("romexpo", 0)
}

// prefer makes the browser prefer one of the media features, and none other.
func prefer(name, value string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		features := []*emulation.MediaFeature{{Name: name, Value: value}}
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
		return chromedp.Void{}, err
	}
}

func (b *browser) centre(id string) string {
	c, ok := b.cat.Centre(id)
	if !ok {
		b.Fatalf("no centre %q", id)
	}
	name, _ := c.Name.In(b.lang)
	return name
}
