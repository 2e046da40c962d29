package render

import (
	"errors"
	"strings"
	"time"

	"visitbot/bot/answers"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/seats"
	"visitbot/bot/ticket"
)

// Tickets makes what the bot sends besides screens: the ticket with its picture,
// the calendar file, the mark on a ticket that holds no more, and what it writes
// of its own accord.
type Tickets struct {
	Render    *Renderer
	Catalogue func() *catalogue.Catalogue // the one in force
	Username  string                      // the bot's, for the link in the QR code
}

// errNoSeat says that the seat, or its visit, is gone.
var errNoSeat = errors.New("render: no seat to make a ticket of")

// alarm is how long before the visit a calendar reminds.
const alarm = 2 * time.Hour

// Ticket is the ticket of a person's seat. Its picture is drawn, unless one
// with the same code was sent before. A repeat says that it may be one.
func (t Tickets) Ticket(reply conversation.Reply, repeat bool) (Letter, File, error) {
	seat, visit, err := t.seat(reply)
	if err != nil {
		return Letter{}, File{}, err
	}
	letter := t.letter(reply, seat, visit)
	if repeat {
		letter.Text += "\n\n" + t.Render.Line(reply.Talk.Language, conversation.Line{ID: "ticket.repeat"})
	}
	if reply.Sent != nil && reply.Sent.Code == seat.Code && reply.Sent.File != "" {
		return letter, File{ID: reply.Sent.File, Photo: true}, nil
	}
	picture, err := ticket.Draw(t.picture(reply, seat, visit))
	return letter, File{Name: "ticket-" + seat.Code + ".png", Data: picture, Photo: true}, err
}

func (t Tickets) letter(reply conversation.Reply, seat seats.Seat, visit catalogue.Visit) Letter {
	lang, event := reply.Talk.Language, t.Catalogue().Event
	calendar := conversation.Press{Word: "calendar", Subject: seat.Code}
	row := []Button{{Text: t.plain(lang, "button.calendar", nil), Data: calendar.Data()}}
	if visit.MapQuery != "" {
		row = append(row, Button{Text: t.plain(lang, "button.map", nil), URL: mapURL(visit.MapQuery)})
	}
	return Letter{Rows: [][]Button{row}, Text: t.Render.Line(lang, conversation.Line{ID: "ticket.caption", Data: conversation.Data{
		"Visit": visit.Name, "Day": conversation.Day(event.Start), "Start": conversation.Clock(event.Start),
		"End": conversation.Clock(event.End), "Code": conversation.Spaced(seat.Code),
		"Name": reply.Name, "People": party(seat),
	}})}
}

// party is how many people come, in words.
func party(seat seats.Seat) conversation.Line {
	return conversation.Line{ID: "part.party", Data: conversation.Data{"Count": seat.Party}}
}

func (t Tickets) picture(reply conversation.Reply, seat seats.Seat, visit catalogue.Visit) ticket.Ticket {
	lang, event := reply.Talk.Language, t.Catalogue().Event
	word := func(id string) string { return t.plain(lang, id, nil) }
	return ticket.Ticket{
		Labels: ticket.Labels{
			Title: word("ticket.title"), When: word("ticket.when"), Where: word("ticket.where"),
			Name: word("ticket.name"), People: word("ticket.people"), Code: word("ticket.code"), Footer: word("ticket.footer"),
		},
		Event: t.text(lang, event.Name), Visit: t.text(lang, visit.Name), Host: t.text(lang, visit.Host),
		When: t.plain(lang, "ticket.day", conversation.Data{"Day": conversation.Day(event.Start)}) + "\n" +
			t.plain(lang, "ticket.hours", conversation.Data{"Start": conversation.Clock(event.Start), "End": conversation.Clock(event.End)}),
		Where:  t.where(lang, visit),
		Name:   string(reply.Name),
		People: t.Render.Plain(lang, party(seat)),
		Code:   conversation.Spaced(seat.Code),
		Link:   "https://t.me/" + t.Username + "?start=t_" + seat.Token,
	}
}

// where is the address and the meeting point, each as far as it is known.
func (t Tickets) where(lang catalogue.Language, visit catalogue.Visit) string {
	lines := []string{t.plain(lang, "ticket.unknown", nil)}
	if !visit.Address.Empty() {
		lines[0] = t.text(lang, visit.Address)
	}
	if !visit.MeetingPoint.Empty() {
		lines = append(lines, t.plain(lang, "part.meeting", conversation.Data{"Place": visit.MeetingPoint}))
	}
	return strings.Join(lines, "\n")
}

// Void is the caption of a ticket that holds no more.
func (t Tickets) Void(reply conversation.Reply, code string) Letter {
	return Letter{Text: t.Render.Line(reply.Talk.Language, conversation.Line{
		ID: "ticket.void", Data: conversation.Data{"Code": conversation.Spaced(code)},
	})}
}

// Notice is the letter of any other notice, at a time. It is false where the
// notice is not true any more. A repeat says that it may be one.
func (t Tickets) Notice(at time.Time, reply conversation.Reply, n seats.Notice, repeat bool) (Letter, bool) {
	tell := conversation.Tell
	if answers.IsLetter(n.Kind) {
		tell = answers.Notice
	}
	screen, ok := tell(t.Catalogue(), at, n, repeat, reply)
	if !ok {
		return Letter{}, false
	}
	return t.Render.Screen(reply.Talk.Language, screen), true
}

// Calendar is a person's seat as a calendar file.
func (t Tickets) Calendar(reply conversation.Reply, now time.Time) (Letter, File, error) {
	seat, visit, err := t.seat(reply)
	if err != nil {
		return Letter{}, File{}, err
	}
	lang, event := reply.Talk.Language, t.Catalogue().Event
	file, err := ticket.Calendar(ticket.Event{
		UID:         seat.Code + "@" + t.Username,
		Summary:     t.text(lang, event.Name) + ": " + t.text(lang, visit.Name),
		Description: t.plain(lang, "ticket.code", nil) + ": " + conversation.Spaced(seat.Code),
		Location:    t.text(lang, visit.Address),
		Start:       event.Start, End: event.End, Zone: event.Zone, Alarm: alarm, Stamp: now,
	})
	letter := Letter{Text: t.Render.Line(lang, conversation.Line{ID: "ticket.calendar"})}
	return letter, File{Name: "visit-" + visit.ID + ".ics", Data: file}, err
}

func (t Tickets) seat(reply conversation.Reply) (seats.Seat, catalogue.Visit, error) {
	if reply.Seat == nil {
		return seats.Seat{}, catalogue.Visit{}, errNoSeat
	}
	visit, ok := t.Catalogue().Visit(reply.Seat.Visit)
	if !ok {
		return seats.Seat{}, catalogue.Visit{}, errNoSeat
	}
	return *reply.Seat, visit, nil
}

func (t Tickets) plain(lang catalogue.Language, id string, data conversation.Data) string {
	return t.Render.Plain(lang, conversation.Line{ID: id, Data: data})
}

func (t Tickets) text(lang catalogue.Language, text catalogue.Text) string {
	return t.plain(lang, "part.text", conversation.Data{"Text": text})
}
