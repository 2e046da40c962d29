package questions

import (
	"slices"
	"strings"
	"testing"
	"time"

	"visitbot/bot/catalogue"
)

// unsure is how the lines below write what is asked back.
const unsure = "?"

// TestDays holds which days texts speak of: "LAST | TEXT | EXPECTED", all asked on
// Thursday, 26 November 2026. A ? before what is expected: it is asked back.
func TestDays(t *testing.T) {
	reader, now := New(catalogue.Shipped()), evening(t)
	for _, line := range strings.Split(strings.TrimSpace(daysAsked), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, " | ")
		r := byWords(reader, parts[1], strings.TrimSpace(parts[0]), now)
		var got []string
		for _, q := range r.Questions {
			mark := ""
			if !q.Sure {
				mark = unsure
			}
			got = append(got, mark+writtenInFull(q))
		}
		if want := strings.Fields(parts[2]); !slices.Equal(got, want) {
			t.Errorf("%s\n\tgot  %v\n\twant %v", parts[1], got, want)
		}
		for _, q := range reader.Read(parts[1], strings.TrimSpace(parts[0]), now).Questions {
			if q.Sure && !slices.Contains(got, writtenInFull(q)) {
				t.Errorf("%s is answered by %s for sure", parts[1], writtenInFull(q))
			}
		}
	}
}

// byWords is what the words of a text say, before examples cast doubt on it.
func byWords(r *Reader, text, last string, now time.Time) Reading {
	l := r.words.inContext(r.words.look(text), text)
	raw := l.find(r.words.begins)
	s := subject{reader: r, last: last, now: now, clauses: clauses(l, raw, longestFirst(raw), days(l, raw, now)), all: longestFirst(raw), lookup: l}
	return s.byWords(text)
}

// writtenInFull is a question with its day, also where it is about the hours.
func writtenInFull(q Question) string {
	if q.Topic == hours && !q.Day.IsZero() {
		return written(q) + "@" + q.Day.String()
	}
	return written(q)
}

const daysAsked = `
# Feasts
 | is romexpo open on Easter Monday? | romexpo.open@2027-05-03
 | is romexpo open on Good Friday | romexpo.open@2027-04-30
 | is romexpo open at Easter? | romexpo.open@2027-05-02
 | is romexpo open on pentecost monday | romexpo.open@2027-06-21
 | is romexpo open on St Andrew's day | romexpo.open@2026-11-30
 | is romexpo open on christmas eve | romexpo.open@2026-12-24
 | is romexpo open at christmas 2027? | romexpo.open@2027-12-25
 | is romexpo open on new year's day | romexpo.open@2027-01-01
 | is romexpo open on catholic easter | romexpo.open@2027-03-28
 | e deschis romexpo de Paște? | romexpo.open@2027-05-02
 | romexpo e deschis a doua zi de Paște? | romexpo.open@2027-05-03
 | e deschis romexpo in vinerea mare | romexpo.open@2027-04-30
 | e deschis la romexpo de Rusalii? | romexpo.open@2027-06-20
 | e deschis romexpo de sfantul andrei? | romexpo.open@2026-11-30
 | e deschis romexpo de ziua națională? | romexpo.open@2026-12-01
 | чи працює ромекспо на Великдень? | romexpo.open@2027-05-02
 | чи працює ромекспо на Пасху? | romexpo.open@2027-05-02
 | ромекспо відкрито у великодній понеділок? | romexpo.open@2027-05-03
 | ромекспо працює у страсну пʼятницю? | romexpo.open@2027-04-30
 | ромекспо працює на Трійцю? | romexpo.open@2027-06-20
 | ромекспо працює на Різдво? | romexpo.open@2026-12-25
 | работает ли ромэкспо на Пасху? | romexpo.open@2027-05-02
 | ромэкспо открыто в страстную пятницу? | romexpo.open@2027-04-30
 | ромэкспо открыто на Троицу? | romexpo.open@2027-06-20
 | ромэкспо работает на новый год? | romexpo.open@2027-01-01
 | are you open at romexpo on public holidays? | romexpo.hours

 | ромекспо відкрито на другий день Великодня? | romexpo.open@2027-05-03
 | ромэкспо открыто на второй день Пасхи? | romexpo.open@2027-05-03
 | is romexpo open on St. Andrew's day? | romexpo.open@2026-11-30
 | e deschis romexpo de Sf. Andrei? | romexpo.open@2026-11-30
 | чи працює ромекспо на Андрія? | romexpo.open@2026-11-30
 | Mă cheamă Andrei, e deschis romexpo? | romexpo.open

# No days
 | is romexpo open 24/7? | romexpo.hours
 | is romexpo closed for good? | ?romexpo.hours
 | s-a inchis definitiv romexpo? | ?romexpo.hours
 | ромекспо закрили назавжди? | ?romexpo.hours
 | e deschis romexpo la 16.10? | ?romexpo.open
 | e deschis romexpo la ora 16.10? | ?romexpo.open
 | чи працює ромекспо о 16.10? | ?romexpo.open
 | ромэкспо открыто в 16.10? | ?romexpo.open
 | is romexpo open at 16.10? | ?romexpo.open
 | e deschis romexpo maine la 16.10? | romexpo.open@2026-11-27
 | e deschis romexpo pe 16.10? | romexpo.open@2027-10-16
 | is romexpo open on 24.01? | romexpo.open@2027-01-24
 | may I come to romexpo tomorrow, is it open? | romexpo.open@2026-11-27

# Days that there are not, and whole weeks
 | is romexpo open on 30 february | ?romexpo.hours
 | is romexpo open on 31.11? | ?romexpo.hours
 | e deschis romexpo pe 30 februarie? | ?romexpo.hours
 | чи працює ромекспо 31 листопада? | ?romexpo.hours
 | is romexpo open on Friday 5 December? | ?romexpo.open@2026-11-27 ?romexpo.open@2026-12-05
 | is romexpo open next week? | romexpo.hours@2026-11-30
 | e deschis romexpo saptamana viitoare? | romexpo.hours@2026-11-30
 | чи працює ромекспо наступного тижня? | romexpo.hours@2026-11-30
 | ромэкспо работает на следующей неделе? | romexpo.hours@2026-11-30
 | is romexpo open next week on Wednesday? | romexpo.open@2026-12-02
 | is romexpo open in December? | ?romexpo.hours@2026-12-01
romexpo | and next week? | romexpo.hours@2026-11-30
 | is romexpo open in 3 days? | romexpo.open@2026-11-29
 | чи працює ромекспо через два дні? | romexpo.open@2026-11-28
 | is romexpo open the whole week? | romexpo.hours@2026-11-26
 | is romexpo open for the next two days? | romexpo.hours@2026-11-26
 | is romexpo open on weekdays? | romexpo.hours
 | is romexpo open in summer? | ?romexpo.hours
 | is romexpo open on the 32nd? | ?romexpo.hours

# Days that are past
 | was romexpo open yesterday? | romexpo.open@2026-11-25
 | was romexpo open on Friday? | romexpo.open@2026-11-20
 | was romexpo open tomorrow? | ?romexpo.hours
 | a fost deschis ieri la romexpo? | romexpo.open@2026-11-25
 | era deschis romexpo vineri? | romexpo.open@2026-11-20
 | чи працював ромекспо вчора? | romexpo.open@2026-11-25
 | ромэкспо вчера работал? | romexpo.open@2026-11-25
 | is romexpo open on 24 January 2023? | romexpo.open@2023-01-24
 | is romexpo open on 24.01.2023? | romexpo.open@2023-01-24
 | is romexpo open on January 24, 2028? | romexpo.open@2028-01-24
 | e deschis romexpo pe 24 ianuarie 2023 | romexpo.open@2023-01-24
 | чи відкрито ромекспо 24 січня 2023 року? | romexpo.open@2023-01-24
 | when was romexpo open yesterday? | romexpo.open@2026-11-25
 | was romexpo open last week? | ?romexpo.hours
 | I was told romexpo is open on Friday, is it? | romexpo.open@2026-11-27

# Several days
 | is romexpo open today and tomorrow? | romexpo.open@2026-11-26 romexpo.open@2026-11-27
 | is romexpo open on 24.01 or on 25.01? | romexpo.open@2027-01-24 romexpo.open@2027-01-25
 | is romexpo open Sunday or Monday? | romexpo.open@2026-11-29 romexpo.open@2026-11-30
 | is romexpo open today? And tomorrow? | romexpo.open@2026-11-26 romexpo.open@2026-11-27
 | e deschis romexpo azi sau maine? | romexpo.open@2026-11-26 romexpo.open@2026-11-27
 | чи працює ромекспо в неділю чи понеділок? | romexpo.open@2026-11-29 romexpo.open@2026-11-30
 | ромэкспо работает сегодня и завтра? | romexpo.open@2026-11-26 romexpo.open@2026-11-27
romexpo | Sunday or Monday? | romexpo.open@2026-11-29 romexpo.open@2026-11-30
 | is romexpo open on Friday, 4 December? | romexpo.open@2026-12-04
 | is romexpo open on Friday or on 4 December? | romexpo.open@2026-11-27 romexpo.open@2026-12-04

 | is romexpo open the day after tomorrow? | romexpo.open@2026-11-28
 | чи працює ромекспо після завтра? | romexpo.open@2026-11-28
 | чи працює ромекспо 17 або 18 січня? | romexpo.open@2027-01-17 romexpo.open@2027-01-18
 | is romexpo open on the 3rd and 4th of March 2027? | romexpo.open@2027-03-03 romexpo.open@2027-03-04
 | is romexpo open 17-18 January? | ?romexpo.hours
 | is romexpo open next Friday? | ?romexpo.open@2026-11-27 ?romexpo.open@2026-12-04

# Numbers without a month
 | is romexpo open on the 17th? | romexpo.open@2026-12-17
 | is romexpo open on the 31st? | romexpo.open@2026-12-31
 | e deschis romexpo pe 17? | romexpo.open@2026-12-17
 | чи працює ромекспо 17-го? | romexpo.open@2026-12-17
 | ромэкспо работает 17-го? | romexpo.open@2026-12-17
 | ромэкспо работает 30 числа? | romexpo.open@2026-11-30

# I was there
romexpo | I was there today | romexpo.visited@2026-11-26
romexpo | I was there yesterday | romexpo.visited@2026-11-25
 | I was at romexpo on 17 November | romexpo.visited@2026-11-17
 | I was at romexpo on Friday | romexpo.visited@2026-11-20
 | I was at romexpo on 28 November | romexpo.visited@2025-11-28
 | I was at romexpo a month ago | romexpo.visited@2026-10-27
 | we were at romexpo two weeks ago | romexpo.visited@2026-11-12
 | I was at romexpo last week | ?romexpo.visited@2026-11-19
 | I was at romexpo on the 17th | romexpo.visited@2026-11-17
 | I was at romexpo on the 30th | romexpo.visited@2026-10-30
romexpo | я була там сьогодні | romexpo.visited@2026-11-26
romexpo | я была там вчера | romexpo.visited@2026-11-25
 | я була на ромекспо у вівторок | romexpo.visited@2026-11-24
 | я была в ромэкспо 17 ноября | romexpo.visited@2026-11-17
 | am fost azi la romexpo | romexpo.visited@2026-11-26
romexpo | am fost acolo acum o lună | romexpo.visited@2026-10-27
 | am fost la romexpo luni | romexpo.visited@2026-11-23
 | I was told about romexpo yesterday | ?romexpo.visited@2026-11-25
 | мені вчора сказали про ромекспо, я була у мами | ?romexpo.visited@2026-11-25
romexpo | I was there tomorrow | ?romexpo.frequency
romexpo | я буду там завтра, а була там 30 листопада | romexpo.visited@2025-11-30
`

// A day of a month or a year that lacks it is the one before, or after, that has it.
func TestDaysThatNotEveryMonthHas(t *testing.T) {
	reader := New(catalogue.Shipped())
	for text, want := range map[string]string{
		"is romexpo open on the 31st?":        "romexpo.open@2027-03-31",
		"is romexpo open on 29 February?":     "romexpo.open@2028-02-29",
		"I was at romexpo on 29 February":     "romexpo.visited@2024-02-29",
		"I was at romexpo on the 31st":        "romexpo.visited@2027-01-31",
		"is romexpo open at the weekend?":     "romexpo.open@2027-02-21",
		"is romexpo open next week?":          "romexpo.hours@2027-02-22",
		"I was at romexpo last week Tuesday":  "romexpo.visited@2027-02-09",
		"I was at romexpo on Good Friday":     "romexpo.visited@2026-04-10",
		"is romexpo open next week on Sunday": "romexpo.open@2027-02-28",
	} {
		sunday := time.Date(2027, time.February, 21, 12, 0, 0, 0, evening(t).Location())
		r := byWords(reader, text, "", sunday)
		if len(r.Questions) != 1 || !r.Questions[0].Sure || writtenInFull(r.Questions[0]) != want {
			t.Errorf("%s: %v, want %s", text, r.Questions, want)
		}
	}
}
