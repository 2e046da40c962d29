package desk

import (
	"bytes"
	"cmp"
	"errors"
	"iter"
	"slices"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/organiser"
	"visitbot/bot/papers"
	"visitbot/bot/render"
)

// export writes everything into a workbook and, for other programs, the lists as
// CSV. Each list is read once.
func (d *Desk) export(c *call) (*bot.Answer, error) {
	counted := map[string]map[catalogue.Language]int{}
	var book, seated, waiting bytes.Buffer
	signUps, endSignUps := papers.TeeCSV(&seated, d.signUps(c, counted))
	queues, endQueues := papers.TeeCSV(&waiting, d.queues(c))
	err := papers.WriteXLSX(&book, []papers.Sheet{signUps, queues, d.languages(c, counted)})
	if err := cmp.Or(err, endSignUps(), endQueues()); err != nil {
		return d.unwritten(c, err)
	}
	stamp := c.now().In(c.cat.Event.Zone).Format("2006-01-02-1504")
	s := &sheet{files: []file{
		{render.File{Name: "visits-" + stamp + ".xlsx", Data: book.Bytes()}, named("desk.export.caption")},
		{render.File{Name: "seats-" + stamp + ".csv", Data: seated.Bytes()}, named("desk.export.csv")},
		{render.File{Name: "waiting-" + stamp + ".csv", Data: waiting.Bytes()}, named("desk.export.csv")},
	}}
	if c.pressed {
		s.Paragraph(named("desk.export.caption"))
		s.back()
	}
	return d.answer(c, s), d.Store.Remark(c, c.does(), "export", "")
}

// An unread is an error of the store's while a file is written: it may be over
// in a moment.
type unread struct{ error }

// unwritten answers where a file cannot be written. What the store may answer
// later is asked again; all else would only fail again.
func (d *Desk) unwritten(c *call, err error) (*bot.Answer, error) {
	if unread, ok := errors.AsType[unread](err); ok {
		return nil, unread.error
	}
	return d.failed(c, err), nil
}

// failed answers what would fail again.
func (d *Desk) failed(c *call, err error) *bot.Answer {
	d.Log.Error("an organiser's command failed", "command", c.command.Word, "error", err)
	return d.say(c, named("desk.failed"))
}

func (d *Desk) words(c *call, ids ...string) []string {
	var words []string
	for _, id := range ids {
		words = append(words, d.Render.Plain(c.lang, named(id)))
	}
	return words
}

// rows reads every visit's list, page by page, as rows.
func (d *Desk) rows(c *call, read lister, row func(catalogue.Visit, int, organiser.Guest) []any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, v := range c.cat.Visits {
			n := 0
			for after := ""; ; {
				guests, next, err := read(c, v.ID, after, looked)
				if err != nil {
					yield(nil, unread{err})
					return
				}
				for _, g := range guests {
					if n++; !yield(row(v, n, g), nil) {
						return
					}
				}
				if after = next; after == "" {
					break
				}
			}
		}
	}
}

// signUps are all seats, with who came, what they answered and how it was. On the
// way, the languages of each visit's people are counted.
func (d *Desk) signUps(c *call, counted map[string]map[catalogue.Language]int) papers.Sheet {
	zone := c.cat.Event.Zone
	return papers.Sheet{
		Name: d.words(c, "desk.export.seats")[0],
		Head: d.words(c, "desk.export.visit", "desk.export.name", "desk.export.people", "desk.export.code", "desk.export.remark", "desk.export.language",
			"desk.export.since", "desk.export.coming", "desk.export.came", "desk.export.cameat", "desk.export.rating", "desk.export.sentence"),
		Rows: d.rows(c, d.Store.Guests, func(v catalogue.Visit, _ int, g organiser.Guest) []any {
			if counted[v.ID] == nil {
				counted[v.ID] = map[catalogue.Language]int{}
			}
			counted[v.ID][g.Language] += g.Seat.Party
			row := []any{d.text(c, v.Name), string(g.Name), g.Seat.Party, conversation.Spaced(g.Seat.Code), string(g.Remark), string(g.Language),
				g.Seat.Since.In(zone), g.Seat.Coming, g.Seat.Came, "", "", string(g.Sentence)}
			if g.Seat.Came > 0 {
				row[9] = g.Seat.CameAt.In(zone)
			}
			if g.Seat.Rating > 0 {
				row[10] = g.Seat.Rating
			}
			return row
		}),
	}
}

// queues are all waiting lists, in their order.
func (d *Desk) queues(c *call) papers.Sheet {
	return papers.Sheet{
		Name: d.words(c, "desk.export.queues")[0],
		Head: d.words(c, "desk.export.visit", "desk.export.position", "desk.export.name", "desk.export.people", "desk.export.language"),
		Rows: d.rows(c, d.Store.Waiting, func(v catalogue.Visit, n int, g organiser.Guest) []any {
			return []any{d.text(c, v.Name), n, string(g.Name), g.Wait.Party, string(g.Language)}
		}),
	}
}

// languages are which languages people of a visit speak, so that an interpreter
// can be booked. They are counted when the sheet of seats is written.
func (d *Desk) languages(c *call, counted map[string]map[catalogue.Language]int) papers.Sheet {
	languages := c.cat.Rules.Languages
	head := d.words(c, "desk.export.visit")
	for _, lang := range languages {
		head = append(head, d.words(c, "language."+string(lang))...)
	}
	return papers.Sheet{
		Name: d.words(c, "desk.export.languages")[0],
		Head: append(head, d.words(c, "desk.export.unknown")...),
		Rows: func(yield func([]any, error) bool) {
			for _, v := range c.cat.Visits {
				row := []any{d.text(c, v.Name)}
				for _, lang := range append(slices.Clone(languages), "") {
					row = append(row, counted[v.ID][lang])
				}
				if !yield(row, nil) {
					return
				}
			}
		},
	}
}

func (d *Desk) text(c *call, t catalogue.Text) string {
	return d.Render.Plain(c.lang, conversation.Say("part.text", "Text", t))
}
