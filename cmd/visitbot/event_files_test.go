package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/emulator"
	"visitbot/bot/organiser"
	"visitbot/bot/seats"
	"visitbot/bot/telegram"
)

// all reads a whole list of the store.
func (e *eventPlay) all(read func(ctx context.Context, visit, after string, n int) ([]organiser.Guest, string, error), visit string) (list []organiser.Guest) {
	for after := ""; ; {
		page, next, err := read(context.Background(), visit, after, 7)
		e.must(err)
		list = append(list, page...)
		if after = next; after == "" {
			return list
		}
	}
}

func (e *eventPlay) guestsOf(visit string) []organiser.Guest {
	return e.all(e.service.store.Guests, visit)
}

// codeOf is the code of somebody with a seat in a visit, also of who is not on
// Telegram.
func (e *eventPlay) codeOf(visit, name string) string {
	list := e.guestsOf(visit)
	i := slices.IndexFunc(list, func(g organiser.Guest) bool { return string(g.Name) == name })
	if i < 0 {
		e.Fatalf("%s has no seat in %s", name, visit)
	}
	return list[i].Seat.Code
}

// file is the newest file in somebody's chat whose name begins and ends so.
func (e *eventPlay) file(who int64, begins, ends string) []byte {
	e.Helper()
	for _, m := range slices.Backward(e.telegram.Chat(who)) {
		if m.Document == nil || !strings.HasPrefix(m.Document.Name, begins) || !strings.HasSuffix(m.Document.Name, ends) {
			continue
		}
		_, data, ok := e.telegram.File(m.Document.ID)
		if !ok {
			e.Fatalf("%s cannot be fetched", m.Document.Name)
		}
		return data
	}
	e.Fatalf("there is no file %s*%s", begins, ends)
	return nil
}

// A doorList is a printed list, with who is to be on it.
type doorList struct {
	pdf  []byte
	rows []organiser.Guest
}

// keepDoorList keeps the list that was printed last, with those of a visit of
// whom something is true.
func (e *eventPlay) keepDoorList(visit string, ok func(organiser.Guest) bool) {
	list := slices.DeleteFunc(e.guestsOf(visit), func(g organiser.Guest) bool { return !ok(g) })
	e.doors = append(e.doors, doorList{e.file(staff[2].ID, "door-", ".pdf"), list})
}

// check reads the list as it is printed.
func (l doorList) check(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil && os.Getenv("VISITBOT_TEST_REAL") != "1" {
		t.Log("pdftotext is not on PATH: what is printed is not read")
		return
	}
	command := exec.Command("pdftotext", "-layout", "-", "-")
	command.Stdin = bytes.NewReader(l.pdf)
	text, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	printed := strings.Split(string(text), "\n")
	for _, g := range l.rows {
		first, _, _ := strings.Cut(string(g.Name), " ")
		if !slices.ContainsFunc(printed, func(line string) bool {
			return strings.Contains(line, first) && strings.Contains(line, conversation.Spaced(g.Seat.Code))
		}) {
			t.Errorf("%s, %s is not on the list:\n%s", g.Name, g.Seat.Code, text)
		}
	}
}

// checkExports opens what each organiser has exported, and compares it with what
// the store holds.
func (e *eventPlay) checkExports() {
	e.checkStore()
	for _, one := range staff[:2] {
		lang := catalogue.Language(one.LanguageCode)
		book, err := excelize.OpenReader(bytes.NewReader(e.file(one.ID, "visits-", ".xlsx")))
		e.must(err)
		sheets := book.GetSheetList()
		if len(sheets) != 3 {
			e.Fatalf("the sheets are %q", sheets)
		}
		const minutes = "2006-01-02 15:04"
		e.same("seats", e.cells(book, sheets[0]), e.seatRows(lang, minutes))
		e.same("waiting", e.cells(book, sheets[1]), e.waitRows(lang))
		e.same("languages", e.cells(book, sheets[2]), e.languageRows(lang))
		e.same("seats as CSV", e.values(one, "seats-"), guardedRows(e.seatRows(lang, time.DateTime)))
		e.same("waiting as CSV", e.values(one, "waiting-"), guardedRows(e.waitRows(lang)))
	}
}

// cells are those of a sheet under the headings; none is a formula.
func (e *eventPlay) cells(book *excelize.File, sheet string) (rows [][]string) {
	all, err := book.GetRows(sheet)
	e.must(err)
	for r, row := range all {
		for c := range all[0] {
			at, err := excelize.CoordinatesToCellName(c+1, r+1)
			e.must(err)
			if formula, err := book.GetCellFormula(sheet, at); formula != "" || err != nil {
				e.Errorf("%s!%s is the formula %q, %v", sheet, at, formula, err)
			}
		}
		rows = append(rows, append(row, make([]string, len(all[0])-len(row))...))
	}
	return rows[1:]
}

// values are those of a CSV file under the headings. It begins with the mark by
// which Excel knows UTF-8.
func (e *eventPlay) values(one emulator.Person, name string) [][]string {
	text, marked := bytes.CutPrefix(e.file(one.ID, name, ".csv"), []byte("\ufeff"))
	if !marked {
		e.Errorf("%s has no byte order mark", name)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	e.must(err)
	return rows[1:]
}

// same compares tables row by row.
func (e *eventPlay) same(what string, got, want [][]string) {
	e.Helper()
	if len(got) != len(want) {
		e.Errorf("%s: %d rows, not %d", what, len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if !slices.Equal(got[i], want[i]) {
			e.Errorf("%s: row %d is\n%q, not\n%q", what, i+1, got[i], want[i])
		}
	}
}

// guardedRows are rows as CSV has them: an apostrophe keeps a text from being a
// formula.
func guardedRows(rows [][]string) [][]string {
	for _, row := range rows {
		for i, text := range row {
			if text != "" && strings.Contains("=+-@", text[:1]) {
				row[i] = "'" + text
			}
		}
	}
	return rows
}

// seatRows are all seats as they are to be exported.
func (e *eventPlay) seatRows(lang catalogue.Language, layout string) (rows [][]string) {
	zone := e.cat().Event.Zone
	for _, v := range e.cat().Visits {
		name, _ := v.Name.In(lang)
		for _, g := range e.guestsOf(v.ID) {
			row := []string{
				name, string(g.Name), strconv.Itoa(g.Seat.Party), conversation.Spaced(g.Seat.Code), string(g.Remark), string(g.Language),
				g.Seat.Since.In(zone).Format(layout), strings.ToUpper(strconv.FormatBool(g.Seat.Coming)), strconv.Itoa(g.Seat.Came), "", "", string(g.Sentence),
			}
			if g.Seat.Came > 0 {
				row[9] = g.Seat.CameAt.In(zone).Format(layout)
			}
			if g.Seat.Rating > 0 {
				row[10] = strconv.Itoa(g.Seat.Rating)
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// waitRows are all queue places as they are to be exported.
func (e *eventPlay) waitRows(lang catalogue.Language) (rows [][]string) {
	for _, v := range e.cat().Visits {
		name, _ := v.Name.In(lang)
		for i, g := range e.all(e.service.store.Waiting, v.ID) {
			rows = append(rows, []string{name, strconv.Itoa(i + 1), string(g.Name), strconv.Itoa(g.Wait.Party), string(g.Language)})
		}
	}
	return rows
}

// languageRows are how many people of each visit speak what, by what Redis holds.
func (e *eventPlay) languageRows(lang catalogue.Language) (rows [][]string) {
	counted := map[string]map[string]int{}
	for who, seat := range e.hash("seats") {
		f := strings.Split(seat, "|")
		if counted[f[0]] == nil {
			counted[f[0]] = map[string]int{}
		}
		party, err := strconv.Atoi(f[1])
		e.must(err)
		counted[f[0]][e.hash("talk:" + who)["language"]] += party
	}
	for _, v := range e.cat().Visits {
		name, _ := v.Name.In(lang)
		row := []string{name}
		for _, spoken := range []string{"en", "ro", "uk", ""} {
			row = append(row, strconv.Itoa(counted[v.ID][spoken]))
		}
		rows = append(rows, row)
	}
	return rows
}

// hash is what Redis holds under the bot's key of that name.
func (e *eventPlay) hash(name string) map[string]string {
	bot, _, _ := strings.Cut(demoToken, ":")
	all, err := e.redis.HGetAll(context.Background(), "{visitbot:"+bot+"}:"+name).Result()
	e.must(err)
	return all
}

// checkStore holds the lists of the store against each other and against Redis.
func (e *eventPlay) checkStore() {
	listed, waiting, held := map[seats.Person]seats.Seat{}, 0, map[seats.Person]seats.Seat{}
	for _, v := range e.cat().Visits {
		for _, g := range e.guestsOf(v.ID) {
			listed[g.Person] = *g.Seat
		}
		waiting += len(e.all(e.service.store.Waiting, v.ID))
	}
	e.must(e.service.store.EachSeat(context.Background(), func(who seats.Person, seat seats.Seat) { held[who] = seat }))
	if !reflect.DeepEqual(listed, held) {
		e.Errorf("listed are %v, held are %v", listed, held)
	}
	for who, kept := range e.hash("seats") {
		f, s := strings.Split(kept, "|"), held[seats.Person(who)]
		if want := []string{s.Visit, strconv.Itoa(s.Party), s.Code, strconv.Itoa(s.Came), strconv.Itoa(s.Rating)}; !slices.Equal([]string{f[0], f[1], f[3], f[8], cmp.Or(f[11], "0")}, want) {
			e.Errorf("Redis holds %q of %s, which is read as %q", kept, who, want)
		}
	}
	kept := 0
	for _, waits := range e.hash("waits") {
		kept += strings.Count(waits, ";") + 1
	}
	if len(e.hash("seats")) != len(held) || kept != waiting {
		e.Errorf("Redis holds %d seats and %d queue places, the store lists %d and %d", len(e.hash("seats")), kept, len(held), waiting)
	}
}

// checkAudit recounts everything. What is still to be told concerns only those
// who cannot be reached.
func (e *eventPlay) checkAudit() {
	ctx := context.Background()
	report, err := e.service.store.Audit(ctx)
	e.must(err)
	if !report.Clean() {
		e.Errorf("drift: %+v", report)
	}
	owed, err := e.service.store.Owed(ctx)
	e.must(err)
	if owed > 0 {
		e.Errorf("%d notices are still owed", owed)
	}
	dead, err := e.service.store.DeadLetters(ctx, "", 100)
	e.must(err)
	for _, l := range dead {
		blocked := slices.ContainsFunc(e.people, func(a *attendee) bool { return a.blocked && telegram.Person(a.id) == l.Person })
		if !blocked && !organiser.IsByHand(l.Person) {
			e.Errorf("%s was not told %s", l.Person, l.Notice.Kind)
		}
	}
	if len(dead) == 0 {
		e.Error("nobody has to be told in another way")
	}
}
