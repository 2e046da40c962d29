package catalogue_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"visitbot/bot/catalogue"
)

// small is a catalogue without a problem; the tests break one line of it each.
const small = `event:
  name: {en: Visits, ro: Vizite, uk: Візити}
  city: {en: Bucharest, ro: București, uk: Бухарест}
  zone: Europe/Bucharest
  start: 2027-01-14 14:30
  end: 2027-01-14 17:00
rules:
  languages: [en, ro, uk]
  opens: 2027-01-01 09:00
  closes: 2027-01-14 12:00
  hold: 5m
  max_party: 3
  keep: 90d
  keep_unconfirmed: 7d
visits:
  - id: north
    name: {en: North, ro: Nord, uk: Північ}
    host: {en: Host, ro: Gazdă, uk: Господар}
    about: {en: A visit., ro: O vizită., uk: Візит.}
    map_query: North Street 1
    capacity: 20
    centre: north
  - id: south
    name: {en: South, ro: Sud, uk: Південь}
    host: {en: Host, ro: Gazdă, uk: Господар}
    about: {en: A visit., ro: O vizită., uk: Візит.}
    capacity: 0
centres:
  - id: north
    name: {en: North, ro: Nord, uk: Північ}
    status: running
    published: 2024-01
    facts:
      - topic: address
        text: {en: North Street 1, ro: Strada Nord 1, uk: Північна 1}
      - topic: hours
        published: 2024-02-29
        text: {en: Always, ro: Mereu, uk: Завжди}
`

var before = time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC)

func TestCheckNamesFileLineAndRemedy(t *testing.T) {
	tests := []struct {
		name     string
		old, new string // one line of small, and what it becomes
		want     []string
	}{
		{
			"unknown key", "    capacity: 20", "    capcity: 20", []string{
				`my.yaml:16: "capacity" is missing or empty; write ` + "`capacity:` and its value",
				`my.yaml:21: unknown key "capcity"; did you mean "capacity"?`,
			},
		}, {
			"unknown key like no other", "  zone: Europe/Bucharest", "  zone: Europe/Bucharest\n  xyz: 1", []string{
				`my.yaml:5: unknown key "xyz"; write one of name, city, city_inferred, about, facts, zone, start, end, date_inferred, or take it away`,
			},
		}, {
			"key twice", "    capacity: 0", "    capacity: 0\n    capacity: 1", []string{
				`my.yaml:28: "capacity" is written twice, first on line 27; keep one of them`,
			},
		}, {
			"unknown time zone", "  zone: Europe/Bucharest", "  zone: Europe/Bukarest", []string{
				`my.yaml:4: "zone" is a time zone, not "Europe/Bukarest"; write its name in the time zone database, such as Europe/Bucharest`,
			},
		}, {
			"the machine's own time zone", "  zone: Europe/Bucharest", "  zone: Local", []string{
				`my.yaml:4: "zone" is a time zone, not "Local"; write its name in the time zone database, such as Europe/Bucharest`,
			},
		}, {
			"end before start", "  end: 2027-01-14 17:00", "  end: 2027-01-14 14:00", []string{
				"my.yaml:6: the event ends at 2027-01-14 14:00, not after its start at 2027-01-14 14:30; write a later `end:`",
			},
		}, {
			"not a time", "  end: 2027-01-14 17:00", "  end: tomorrow", []string{
				`my.yaml:6: "end" is a date and time, not "tomorrow"; write it as 2027-01-14 14:30, in the event's time zone`,
			},
		}, {
			"a time that the clocks skip", "  end: 2027-01-14 17:00", "  end: 2027-03-28 03:30", []string{
				"my.yaml:6: 2027-03-28 03:30 does not exist in Europe/Bucharest: the clocks go forward then; write 2027-03-28 04:30, which does",
			},
		}, {
			"past", "  end: 2027-01-14 17:00", "  end: 2027-01-01 17:00", []string{
				"my.yaml:5: warning: the event of 2027-01-14 is over: the bot informs, and nobody can sign up; write the date of the next event as `start:` and `end:`",
				"my.yaml:6: the event ends at 2027-01-01 17:00, not after its start at 2027-01-14 14:30; write a later `end:`",
				"my.yaml:10: warning: sign-up closes at 2027-01-14 12:00, after the event has ended; write a `closes:` that is not later than the event",
			},
		}, {
			"duplicate visit", "  - id: south", "  - id: north", []string{
				`my.yaml:23: the id "north" is taken by the visit on line 16; give each visit an id of its own`,
			},
		}, {
			"duplicate centre", "centres:", `centres:
  - id: north
    name: {en: North, ro: Nord, uk: Північ}
    status: running
    facts: [{topic: address, text: {en: Here, ro: Aici, uk: Тут}}]`, []string{
				`my.yaml:33: the id "north" is taken by the centre on line 29; give each centre an id of its own`,
			},
		}, {
			"id with a capital", "  - id: south", "  - id: South", []string{
				`my.yaml:23: the id "South" does not fit a button; write 1 to 16 of a-z, 0-9 and _`,
			},
		}, {
			"id too long", "  - id: south", "  - id: south_of_the_city", []string{
				`my.yaml:23: the id "south_of_the_city" does not fit a button; write 1 to 16 of a-z, 0-9 and _`,
			},
		}, {
			"empty id", "  - id: south", `  - id: ""`, []string{
				`my.yaml:23: the id "" does not fit a button; write 1 to 16 of a-z, 0-9 and _`,
			},
		}, {
			"capacity below 0", "    capacity: 20", "    capacity: -1", []string{
				`my.yaml:21: "capacity" is -1, below 0; write 0 or more`,
			},
		}, {
			"text for a number", "    capacity: 20", "    capacity: many", []string{
				`my.yaml:21: "capacity" is a whole number, not "many"; write it in digits, such as 20`,
			},
		}, {
			"list for a number", "    capacity: 20", "    capacity: [20]", []string{
				`my.yaml:21: "capacity" is a whole number, not a list; write it in digits, such as 20`,
			},
		}, {
			"word for true", "    capacity: 20", "    capacity: 20\n    capacity_assumed: yes", []string{
				`my.yaml:22: "capacity_assumed" is true or false, not "yes"; write one of true, false`,
			},
		}, {
			"text missing in a language", "    about: {en: A visit., ro: O vizită., uk: Візит.}", "    about: {en: A visit., ro: O vizită.}", []string{
				"my.yaml:19: warning: \"about\" has no text in \"uk\": people see it in \"en\"; add a line `uk: …`",
			},
		}, {
			"required text empty", "    host: {en: Host, ro: Gazdă, uk: Господар}", `    host: {en: "", ro: " "}`, []string{
				"my.yaml:18: \"host\" is missing or empty; write `host:` and its value",
			},
		}, {
			"one text for all languages", "    host: {en: Host, ro: Gazdă, uk: Господар}", "    host: Host", []string{
				"my.yaml:18: \"host\" is a text in several languages, not \"Host\"; write a line for each language under it, such as `en: …`",
			},
		}, {
			"language nobody speaks here", "    host: {en: Host, ro: Gazdă, uk: Господар}", "    host: {en: Host, ro: Gazdă, uk: Господар, de: Gast}", []string{
				`my.yaml:18: "de" is not a language the bot speaks; write one of en, ro, uk`,
			},
		}, {
			"list for a translation", "    host: {en: Host, ro: Gazdă, uk: Господар}", "    host: {en: [Host], ro: Gazdă, uk: Господар}", []string{
				`my.yaml:18: "en" is a text, not a list; write one text`,
				"my.yaml:18: warning: \"host\" has no text in \"en\": people see it in \"ro\"; add a line `en: …`",
			},
		}, {
			"name too long", "    name: {en: South, ro: Sud, uk: Південь}", "    name: {en: South of the river and the park, ro: Sud, uk: Південь}", []string{
				`my.yaml:24: warning: "South of the river and the park" has 31 characters: a phone cuts it on a button; write at most 28 characters`,
			},
		}, {
			"name of two lines", "    name: {en: South, ro: Sud, uk: Південь}", `    name: {en: "South\nEast", ro: Sud, uk: Південь}`, []string{
				`my.yaml:24: the name "South\nEast" does not fit one line of a button; write it on one line`,
			},
		}, {
			"unknown centre", "    centre: north", "    centre: nort", []string{
				`my.yaml:20: "map_query" without an address: the map would guess; write the published ` + "`address:` of the visit or of its centre, or take `map_query:` away",
				`my.yaml:22: there is no centre "nort"; did you mean "north"?`,
			},
		}, {
			"map query without address", "    capacity: 0", "    capacity: 0\n    map_query: South Street 1", []string{
				`my.yaml:28: "map_query" without an address: the map would guess; write the published ` + "`address:` of the visit or of its centre, or take `map_query:` away",
			},
		}, {
			"nobody may come", "  max_party: 3", "  max_party: 0", []string{
				`my.yaml:12: "max_party" is 0: nobody could come; write 1 or more`,
			},
		}, {
			"no hold", "  hold: 5m", "  hold: 0s", []string{
				`my.yaml:11: "hold" is 0s, too short for anybody; write a time above 0, such as 5m or 7d`,
			},
		}, {
			"too many in a party", "  max_party: 3", "  max_party: 61", []string{
				`my.yaml:12: "max_party" is 61, more than anybody brings; write at most 60`,
			},
		}, {
			"no time to accept", "  hold: 5m", "  hold: 5m\n  offer: 0s", []string{
				`my.yaml:12: "offer" is 0s, too short for anybody; write a time above 0, such as 5m or 7d`,
			},
		}, {
			"no least time to accept", "  hold: 5m", "  hold: 5m\n  offer_least: -10m", []string{
				`my.yaml:12: "offer_least" is -10m0s, too short for anybody; write a time above 0, such as 5m or 7d`,
			},
		}, {
			"more than is offered at least", "  hold: 5m", "  hold: 5m\n  offer_least: 3h", []string{
				"my.yaml:12: \"offer_least\" is 3h0m0s, and \"offer\" only 2h0m0s; write an `offer_least:` that is not above `offer:`",
			},
		}, {
			"less than is offered at least", "  hold: 5m", "  hold: 5m\n  offer: 5m", []string{
				"my.yaml:12: \"offer_least\" is 10m0s, and \"offer\" only 5m0s; write an `offer_least:` that is not above `offer:`",
			},
		}, {
			"no time to gather", "  hold: 5m", "  hold: 5m\n  gather: 0s", []string{
				`my.yaml:12: "gather" is 0s, too short for anybody; write a time above 0, such as 5m or 7d`,
			},
		}, {
			"a gathering into the visits", "  hold: 5m", "  hold: 5m\n  gather_margin: -1h", []string{
				`my.yaml:12: "gather_margin" is -1h0m0s, below 0; write 0s or more`,
			},
		}, {
			"a gathering until the visits", "  hold: 5m", "  hold: 5m\n  gather_margin: 0s", nil,
		}, {
			"no time of day", "  hold: 5m", "  hold: 5m\n  quiet_from: 24:00", []string{
				`my.yaml:12: "quiet_from" is a time of day, not "24:00"; write it as 18:00, from 00:00 to 23:59`,
			},
		}, {
			"a time of day as programs of YAML 1.1 write it", "  hold: 5m", "  hold: 5m\n  quiet_from: 1320", []string{
				`my.yaml:12: "quiet_from" is a time of day, not "1320"; write it as 18:00, from 00:00 to 23:59`,
			},
		}, {
			"a night that never ends", "  hold: 5m", "  hold: 5m\n  quiet_from: 07:30", []string{
				"my.yaml:12: quiet hours begin at 07:30 and end only at 08:00: nobody would ever be offered a place; write a `quiet_from:` in the evening, 23:59 at the latest, or for no quiet hours the same time as `quiet_to:`",
			},
		}, {
			"a night from midnight", "  hold: 5m", "  hold: 5m\n  quiet_from: 00:00", []string{
				"my.yaml:12: quiet hours begin at 00:00 and end only at 08:00: nobody would ever be offered a place; write a `quiet_from:` in the evening, 23:59 at the latest, or for no quiet hours the same time as `quiet_to:`",
			},
		}, {
			"a morning after the evening", "  hold: 5m", "  hold: 5m\n  quiet_to: 22:01", []string{
				"my.yaml:12: quiet hours begin at 22:00 and end only at 22:01: nobody would ever be offered a place; write a `quiet_from:` in the evening, 23:59 at the latest, or for no quiet hours the same time as `quiet_to:`",
			},
		}, {
			"no night", "  hold: 5m", "  hold: 5m\n  quiet_to: 22:00", nil,
		}, {
			"no night, said by an early time", "  hold: 5m", "  hold: 5m\n  quiet_from: 06:00\n  quiet_to: 06:00", nil,
		}, {
			"no day of the event", "  hold: 5m", "  hold: 5m\n  quiet_to_on_day: 22:00", []string{
				"my.yaml:12: quiet hours end at 22:00 on the day of the event, and begin again at 22:00: nobody would be offered a place that day; write a `quiet_to_on_day:` before `quiet_from:`",
			},
		}, {
			"ten in the evening on a clock of twelve hours", "  hold: 5m", "  hold: 5m\n  quiet_from: 10:00\n  remind_evening: 09:00\n  remind_before: 5h", []string{
				`my.yaml:12: warning: quiet hours begin at 10:00, in the morning; write 22:00 for ten in the evening`,
			},
		}, {
			"no reminder before", "  hold: 5m", "  hold: 5m\n  remind_before: 0s", []string{
				`my.yaml:12: "remind_before" is 0s, too short for anybody; write a time above 0, such as 5m or 7d`,
			},
		}, {
			"the last reminder first", "  hold: 5m", "  hold: 5m\n  remind_before: 20h30m", []string{
				"my.yaml:12: warning: people are reminded once more at 2027-01-13 18:00, not after the first time at 2027-01-13 18:00; write a shorter `remind_before:`",
			},
		}, {
			"reminded at night", "  hold: 5m", "  hold: 5m\n  remind_evening: 22:00", []string{
				"my.yaml:12: warning: people are reminded at 2027-01-13 22:00, in the quiet hours; write a `remind_evening:` outside the quiet hours",
			},
		}, {
			"reminded before the morning", "  hold: 5m", "  hold: 5m\n  remind_evening: 07:59", []string{
				"my.yaml:12: warning: people are reminded at 2027-01-13 07:59, in the quiet hours; write a `remind_evening:` outside the quiet hours",
			},
		}, {
			"woken for the visits", "  hold: 5m", "  hold: 5m\n  remind_before: 7h31m", []string{
				"my.yaml:12: warning: people are reminded once more at 2027-01-14 06:59, in the quiet hours; write a longer or a shorter `remind_before:`",
			},
		}, {
			"up for the visits", "  hold: 5m", "  hold: 5m\n  remind_before: 7h30m", nil,
		}, {
			"visits so early that people are woken", "  start: 2027-01-14 14:30", "  start: 2027-01-14 09:30", []string{
				"my.yaml:5: warning: people are reminded once more at 2027-01-14 06:30, in the quiet hours; write a longer or a shorter `remind_before:`",
			},
		}, {
			"reminded at night, where there is none", "  hold: 5m", "  hold: 5m\n  quiet_to: 22:00\n  remind_evening: 23:00", nil,
		}, {
			"at the meeting point too late", "  hold: 5m", "  hold: 5m\n  standby: -1m", []string{
				`my.yaml:12: "standby" is -1m0s, below 0; write 0s or more`,
			},
		}, {
			"at the meeting point in time", "  hold: 5m", "  hold: 5m\n  standby: 0s", nil,
		}, {
			"asked before the end", "  hold: 5m", "  hold: 5m\n  feedback: 16:59", []string{
				"my.yaml:12: warning: people are asked how it was at 16:59, before the event ends at 17:00; write a `feedback:` of 17:00 or later",
			},
		}, {
			"asked at the end", "  hold: 5m", "  hold: 5m\n  feedback: 17:00", nil,
		}, {
			"ends after people are asked", "  end: 2027-01-14 17:00", "  end: 2027-01-14 20:30", []string{
				"my.yaml:6: warning: people are asked how it was at 19:00, before the event ends at 20:30; write a `feedback:` of 20:30 or later",
			},
		}, {
			"reminders of an event without a zone", "  zone: Europe/Bucharest", "  zone: Mars", []string{
				`my.yaml:4: "zone" is a time zone, not "Mars"; write its name in the time zone database, such as Europe/Bucharest`,
			},
		}, {
			"a time without a unit", "  hold: 5m", "  hold: 5", []string{
				`my.yaml:11: "hold" is a length of time, not "5"; write it with its unit, such as 90s, 5m, 36h or 90d`,
			},
		}, {
			"no term of data", "  keep: 90d", "  keep: -1d", []string{
				`my.yaml:13: "keep" is -24h0m0s, too short for anybody; write a time above 0, such as 5m or 7d`,
			},
		}, {
			"no term of unconfirmed data", "  keep_unconfirmed: 7d", "  keep_unconfirmed: 0d", []string{
				`my.yaml:14: "keep_unconfirmed" is 0s, too short for anybody; write a time above 0, such as 5m or 7d`,
			},
		}, {
			"opens after it closes", "  opens: 2027-01-01 09:00", "  opens: 2027-01-14 13:00", []string{
				"my.yaml:9: sign-up opens at 2027-01-14 13:00, when sign-up closes at 2027-01-14 12:00; write an earlier `opens:`",
			},
		}, {
			"opens after the start", "  opens: 2027-01-01 09:00\n  closes: 2027-01-14 12:00", "  opens: 2027-01-14 15:00", []string{
				"my.yaml:9: sign-up opens at 2027-01-14 15:00, when the event starts at 2027-01-14 14:30; write an earlier `opens:`",
			},
		}, {
			"no languages", "  languages: [en, ro, uk]", "  languages: []", []string{
				"my.yaml:8: the bot offers no language; write at least one of en, ro, uk",
			},
		}, {
			"language twice", "  languages: [en, ro, uk]", "  languages: [en, ro, uk, ro]", []string{
				`my.yaml:8: language "ro" is listed twice; keep one of them`,
			},
		}, {
			"unknown language", "  languages: [en, ro, uk]", "  languages: [en, ro, ua]", []string{
				`my.yaml:8: "languages" is a language the bot speaks, not "ua"; did you mean "uk"?`,
			},
		}, {
			"language with its letters swapped", "  languages: [en, ro, uk]", "  languages: [en, ro, ku]", []string{
				`my.yaml:8: "languages" is a language the bot speaks, not "ku"; did you mean "uk"?`,
			},
		}, {
			"keys without a value", "    host: {en: Host, ro: Gazdă, uk: Господар}", "    host:\n    address:", []string{
				"my.yaml:18: \"host\" is missing or empty; write `host:` and its value",
			},
		}, {
			"translation without a value", "    host: {en: Host, ro: Gazdă, uk: Господар}", "    host: {en: Host, ro: Gazdă, uk: }", []string{
				"my.yaml:18: warning: \"host\" has no text in \"uk\": people see it in \"en\"; add a line `uk: …`",
			},
		}, {
			"unknown status", "    status: running", "    status: runing", []string{
				`my.yaml:31: "status" is a status, not "runing"; did you mean "running"?`,
			},
		}, {
			"unknown topic", "      - topic: hours", "      - topic: hour", []string{
				`my.yaml:36: "topic" is a topic, not "hour"; did you mean "hours"?`,
			},
		}, {
			"not a date", "    published: 2024-01", "    published: last year", []string{
				`my.yaml:32: "published" is a month or a day, not "last year"; write it as 2024-01 or 2024-01-11`,
			},
		}, {
			"not a list", "  languages: [en, ro, uk]", "  languages: en", []string{
				`my.yaml:8: "languages" is a list, not "en"; begin each entry with ` + "`- `",
			},
		}, {
			"control character", "    map_query: North Street 1", `    map_query: "North\u0007Street"`, []string{
				"my.yaml:20: the text holds the control character U+0007; take it away; write the text again rather than pasting it",
			},
		}, {
			"hidden direction", "    host: {en: Host, ro: Gazdă, uk: Господар}", `    host: {en: "Ho` + "\u202e" + `st", ro: Gazdă, uk: Господар}`, []string{
				"my.yaml:18: the text holds the control character U+202E; take it away; write the text again rather than pasting it",
			},
		}, {
			"cedilla", "    host: {en: Host, ro: Gazdă, uk: Господар}", "    host: {en: Host, ro: Gazda oraşului, uk: Господар}", []string{
				`my.yaml:18: warning: 'ş' has a cedilla, which Romanian does not use; write 'ș', with a comma below`,
			},
		}, {
			"not YAML", "  hold: 5m", "  hold: 5m: 6m", []string{
				"my.yaml:11: this is not YAML: mapping values are not allowed in this context; check indentation and quotes on this line and the one before; put a text that holds `: ` in quotes",
			},
		}, {
			"second document", "centres:", "---\ncentres:", []string{
				"my.yaml:28: the file holds more than one YAML document; take the line `---` away",
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := catalogue.Check("my.yaml", []byte(broken(t, tt.old, tt.new)), before)
			if got, want := listing(problems), strings.Join(tt.want, "\n"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// broken returns small with the first line that is old replaced.
func broken(t *testing.T, old, new string) string {
	t.Helper()
	if !strings.Contains(small, "\n"+old+"\n") {
		t.Fatalf("no line %q to break", old)
	}
	return strings.Replace(small, "\n"+old+"\n", "\n"+new+"\n", 1)
}

func listing(problems []catalogue.Problem) string {
	lines := make([]string, len(problems))
	for i, p := range problems {
		lines[i] = fmt.Sprint(p)
	}
	return strings.Join(lines, "\n")
}
