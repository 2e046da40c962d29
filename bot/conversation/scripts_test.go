package conversation_test

import "strings"

// scripts lead to every outcome of every row of the table. A line is a command,
// a text in quotes, a press on the screen ("press hold romexpo"), a tap on a
// letter ("tap accept"; "-" is for what is about nothing), or what happens in the world:
//
//	wait 2h          time passes, and what is due happens
//	opens 2h         sign-up opens that long from now; closes 2h: it closes then
//	fill romexpo 2   others take places until so many are left
//	free romexpo 1   so many of them give their seats up
//	queue romexpo 3  somebody else waits for so many places
//	accept romexpo   whoever else is offered something there accepts; decline romexpo
//	capacity romexpo 25
//	fall romexpo     it does not take place; the sweep that follows places its people
//	sweep            what is due happens
//	drift romexpo    its figures do not agree; heal romexpo
//	arrive romexpo   somebody else is checked in; arrive: the person is
//	noshows romexpo  seats of those who did not come go to who stands there
//	close romexpo    organisers close its sign-up; open romexpo
//	clear romexpo    they take somebody else off its list, and can still undo that
//	remove romexpo   they take the person off its list; shift romexpo: they move the person there
//	repeat           the latest letter comes once more
var scripts = map[string]string{
	"start":             `/start`,
	"start-again":       `/start; press visit smile; /start`,
	"start-visit":       `/start v_romexpo`,
	"start-centre":      `/start c_romexpo; press centres`,
	"start-nonsense":    `/start v_nowhere; /start c_nowhere`,
	"start-ticket":      `/start t_hPb3zQ; press visit romexpo; press hold; press confirm; /start t_hPb3zQ`,
	"commands":          `/visits; /myseat; /cancel; /centres; /language; /help; /privacy; /nonsense`,
	"not-understood":    `"What is this?"; photo`,
	"ticket":            `/start; press visit romexpo; press hold; press confirm; press ticket; press calendar`,
	"full":              `fill romexpo 0; /start; press visit romexpo; press visit smile; press visits`,
	"all-full":          `fill incubator 0; fill romexpo 0; fill aliat 0; fill carusel 0; fill smile 0; fill museum 0; /start; press visit museum`,
	"last-place-gone":   `/start; press visit romexpo; fill romexpo 0; press hold`,
	"one-place":         `fill romexpo 1; /start; press visit romexpo; press hold; press fit romexpo 2`,
	"party":             `/start v_romexpo; press hold; press fit romexpo 3; press fit romexpo 1`,
	"name":              `/start v_romexpo; press hold; press name; press booking; press name; " "; "Олена Ковальчук <b>"; press confirm`,
	"name-too-long":     `/start v_romexpo; press hold; press name; "` + strings.Repeat("Ана ", 30) + `"`,
	"remark":            `/start v_romexpo; press hold; press remark; press booking; press remark; "Interpreter, please"; press remark; press noremark`,
	"remark-too-long":   `/start v_romexpo; press hold; press remark; "` + strings.Repeat("long ", 90) + `"`,
	"lapsed":            `/start v_romexpo; press hold; wait 5m; press confirm; press hold`,
	"lapsed-fit":        `/start v_romexpo; press hold; wait 5m; press fit romexpo 2; press visits`,
	"lapsed-release":    `/start v_romexpo; press hold; wait 5m; press release`,
	"lapsed-and-full":   `/start v_romexpo; press hold; wait 5m; fill romexpo 0; press confirm; press visit smile`,
	"give-up":           `/start v_romexpo; press hold; press release`,
	"come-back":         `/start v_romexpo; press hold; /start; press booking; /start v_romexpo; press booking; press privacy; press booking; /cancel; press booking; /cancel; press release`,
	"second-hold":       `/start v_romexpo; press hold; /start; press visit smile; press hold; /start v_romexpo`,
	"change-visit":      `/start v_romexpo; press hold; press fit romexpo 2; press confirm; press visits; press visit smile; press hold; press confirm`,
	"change-no-room":    `/start v_romexpo; press hold; press fit romexpo 3; press confirm; fill smile 2; press visits; press visit smile; press hold`,
	"closed":            `/start v_romexpo; close romexpo; press hold; press visits; open romexpo; press visit romexpo; press hold`,
	"closed-waiting":    `fill romexpo 0; /start v_romexpo; press wait romexpo 1; close romexpo; press visits; press visit romexpo`,
	"paused":            `fill romexpo 1; /start v_romexpo; clear romexpo; press hold; wait 1m; press visits; press visit romexpo; press hold`,
	"removed":           `/start v_romexpo; press hold; press confirm; remove romexpo; tap other -`,
	"shifted":           `/start v_romexpo; press hold; press confirm; shift smile; tap giveup smile`,
	"my-own-visit":      `/start v_romexpo; press hold; press confirm; /start v_romexpo; press seat`,
	"resize":            `/start v_romexpo; press hold; press confirm; press resizing; press resize romexpo 3; press resizing; press seat`,
	"resize-checked-in": `/start v_romexpo; press hold; press fit romexpo 3; press confirm; press resizing; arrive; press resize romexpo 2`,
	"resize-no-room":    `fill romexpo 1; /start v_romexpo; press hold; press confirm; press resizing; press resize romexpo 2`,
	"cancel":            `/start v_romexpo; press hold; press confirm; press cancelling; press seat; press cancelling; press cancel`,
	"myseat":            `/start v_romexpo; press hold; press confirm; /myseat; /start; press seat`,
	"centres":           `/start; press centres; press centre romexpo; press visit romexpo; press centre; press centres; press centre icar; press visits`,
	"other-centres":     `/centres; press centre incubator; /centres; press centre aliat; /centres; press centre carusel; /centres; press centre smile; /centres; press centre museum`,
	"speak":             `/start; press speak; /language; press speak uk; /language; press visits`,
	"help":              `/start; press help; press language; /help; press privacy; /help; press centres; /help; press visits`,
	"erase":             `/start v_romexpo; press hold; press confirm; /privacy; press erasing; press privacy; press erasing; press erase`,
	"erase-nothing":     `/privacy; press erasing; press erase; /privacy; press visits`,
	"too-late-to-grow":  `wait 50h; /start v_romexpo; press hold; press fit romexpo 2; press confirm; press resizing; wait 1h; press resize romexpo 3; press resize romexpo 1`,
	"invisible-name":    "/start v_romexpo; press hold; press name; \"\u200b\u2060\u3164\"; \"Ана\"",
	"too-late-to-hold":  `/start v_romexpo; wait 53h; press hold`,
	"not-open-yet":      `/start v_romexpo; opens 24h; press hold; press visits; press visit romexpo; wait 24h; /start v_romexpo; press hold`,
	"over":              `/start v_romexpo; press hold; press confirm; press resizing; wait 100h; press resize romexpo 2; press visits; press visit smile; press visits`,
	"over-cancelling":   `/start v_romexpo; press hold; press confirm; press cancelling; wait 100h; press cancel`,
	"over-booking":      `wait 50h; /start v_romexpo; press hold; wait 55h; press fit romexpo 2`,
	"over-confirm":      `wait 50h; /start v_romexpo; press hold; wait 55h; press confirm`,
	"over-visits":       `wait 100h; /start; press visit romexpo; /myseat`,

	// Waiting for a place.
	"queue":             `fill romexpo 0; queue romexpo 1; /start v_romexpo; press wait; press wait romexpo 3; /start; press visit romexpo; press leave`,
	"queue-gets-place":  `fill romexpo 0; /start v_romexpo; press wait; free romexpo 1; tap accept; /start`,
	"queue-declines":    `fill romexpo 0; /start v_romexpo; press wait; queue romexpo 1; free romexpo 1; tap decline; press wait; accept romexpo; /start v_romexpo`,
	"queue-alone":       `fill romexpo 0; /start v_romexpo; press wait; free romexpo 1; tap decline; press hold`,
	"queue-on-screen":   `fill romexpo 0; /start v_romexpo; press wait; free romexpo 1; /start; press visit romexpo; press accept`,
	"queue-cancel":      `fill romexpo 0; /start v_romexpo; press wait; /cancel; press visit romexpo; free romexpo 1; /cancel; press visit; /cancel; press decline`,
	"queue-two":         `fill romexpo 0; fill smile 0; /start v_romexpo; press wait; /start v_smile; press wait; /start; free romexpo 1; /start v_smile; tap accept; /start`,
	"queue-and-confirm": `fill romexpo 0; fill smile 0; fill aliat 0; /start v_romexpo; press wait; /start v_smile; press wait; /start v_aliat; press wait; /start v_museum; press hold; /start v_smile; press visits; press booking; press confirm; /start`,
	"queue-not-needed":  `fill romexpo 0; /start v_romexpo; free romexpo 2; press wait; press hold`,
	"queue-halted":      `fill romexpo 0; /start v_romexpo; drift romexpo; press wait; heal romexpo; press visit smile; press visits; press visit romexpo; press wait`,
	"queue-too-big":     `fill romexpo 0; /start v_romexpo; press wait; capacity romexpo 1; press wait romexpo 2`,
	"queue-offered":     `fill romexpo 0; /start v_romexpo; press wait; free romexpo 1; press wait romexpo 2; press decline`,
	"queue-closed":      `closes 3h; fill romexpo 0; /start v_romexpo; press wait; wait 3h; press wait romexpo 2; free romexpo 1; tap accept`,
	"queue-closed-new":  `closes 3h; fill romexpo 0; /start v_romexpo; wait 3h; press wait`,
	"queue-privacy":     `fill romexpo 0; /start v_romexpo; press wait; free romexpo 1; /privacy; press visit; /privacy; press erasing; press erase`,
	"hold-halted":       `/start v_romexpo; drift romexpo; press hold; /start`,
	"hold-for-more":     `fill romexpo 1; /start v_romexpo; press hold; press fit romexpo 3; press release; press visit romexpo; press wait romexpo 3`,
	"hold-gives-up":     `fill romexpo 0; /start v_romexpo; press wait; free romexpo 1; /start v_smile; press hold; press confirm; tap accept`,
	"hold-then-offered": `fill romexpo 1; /start v_romexpo; press wait romexpo 3; press visits; wait 22h; /start v_romexpo; press hold; wait 5m; free romexpo 4; press confirm; press visit romexpo`,

	// An offer has run out.
	"lapsed-offer":         `fill romexpo 0; queue romexpo 1; /start v_romexpo; press wait; queue romexpo 1; free romexpo 2; accept romexpo; wait 2h; tap again; repeat`,
	"lapsed-offer-accept":  `fill romexpo 0; /start v_romexpo; press wait; free romexpo 1; wait 2h; tap accept; tap decline; tap again; tap card`,
	"lapsed-offer-held":    `fill romexpo 0; /start v_romexpo; press wait; free romexpo 1; wait 2h; /start v_romexpo; press hold; tap again`,
	"lapsed-offer-seated":  `fill romexpo 0; /start v_romexpo; press wait; free romexpo 1; wait 2h; /start v_romexpo; press hold; press confirm; tap again`,
	"lapsed-offer-onlyone": `/start v_smile; press hold; press confirm; fill romexpo 0; fill museum 0; /start v_romexpo; press wait; free romexpo 1; wait 2h; /start v_museum; press wait; fill romexpo 0; tap again; press visit`,
	"lapsed-offer-halted":  `fill romexpo 0; /start v_romexpo; press wait; free romexpo 1; wait 2h; drift romexpo; tap again`,
	"lapsed-offer-too-big": `fill romexpo 0; /start v_romexpo; press wait; free romexpo 1; wait 2h; capacity romexpo 0; tap again`,
	"lapsed-offer-late":    `fill romexpo 0; /start v_romexpo; press wait; free romexpo 1; wait 52h30m; tap again; wait 3h; tap decline; tap accept`,

	// A family stays together.
	"family":        `fill romexpo 0; /start v_romexpo; press wait; press wait romexpo 3; queue romexpo 1; free romexpo 1; tap card; wait 22h; accept romexpo; tap card; free romexpo 3; tap accept`,
	"family-public": `fill romexpo 0; /start v_romexpo; press wait; press wait romexpo 3; free romexpo 1; wait 22h; tap card; press hold; press release`,
	"family-joins":  `fill romexpo 1; /start v_romexpo; press wait romexpo 3`,
	"family-moves":  `/start v_romexpo; press hold; press fit romexpo 3; press confirm; fill smile 2; /start v_smile; press wait; free smile 1; tap accept`,

	// A sure seat and a dream queue.
	"dream":          `/start v_smile; press hold; press fit smile 2; press confirm; fill romexpo 0; /start v_romexpo; press wait; /myseat; press visit romexpo; free romexpo 2; tap accept`,
	"dream-declined": `/start v_smile; press hold; press confirm; fill romexpo 0; /start v_romexpo; press wait; free romexpo 1; tap decline; /start`,
	"dream-only-one": `/start v_smile; press hold; press confirm; fill romexpo 0; fill museum 0; /start v_romexpo; press wait; /start v_museum; press wait; /start v_romexpo; press leave; /start v_museum; press wait`,

	// At night nobody is asked.
	"night":       `fill romexpo 0; /start v_romexpo; press wait; wait 11h; free romexpo 1; /start v_romexpo; wait 9h; /start`,
	"night-offer": `fill romexpo 0; /start v_romexpo; press wait; wait 9h; free romexpo 1; /start v_romexpo; wait 11h; tap accept`,
	"night-eve":   `fill romexpo 0; /start v_romexpo; press wait; wait 35h; free romexpo 1; /start v_romexpo; wait 8h`,

	// A visit falls away.
	"fallen":          `/start v_romexpo; press hold; press confirm; press choosing; press prefer smile; press choosing; press prefer -; press choosing; press prefer smile; fall romexpo; /myseat; /start v_romexpo; /start v_museum; sweep; repeat; tap other; /myseat`,
	"fallen-declined": `/start v_romexpo; press hold; press fit romexpo 2; press confirm; fall romexpo; sweep; tap giveup; press visit romexpo; press visits`,
	"fallen-changed":  `/start v_romexpo; press hold; press confirm; fall romexpo; sweep; /start v_smile; press hold; press confirm; tap giveup`,
	"fallen-late":     `/start v_romexpo; press hold; press confirm; press choosing; fall romexpo; sweep; press prefer incubator; press choosing; press seat; press choosing; wait 100h; press prefer smile; tap giveup`,
	"fallen-headed":   `/start v_romexpo; press hold; press fit romexpo 2; press confirm; fill incubator 0; fill aliat 1; fill carusel 0; fill smile 0; fill museum 0; queue aliat 2; fall romexpo; sweep; tap card`,
	"fallen-resizing": `/start v_romexpo; press hold; press confirm; press resizing; fall romexpo; "How many?"; sweep; "How many?"`,
	"fallen-choosing": `/start v_romexpo; press hold; press confirm; press choosing; fall incubator; fall aliat; fall carusel; fall smile; fall museum; fall romexpo; sweep; "Which one?"; press visits`,
	"fallen-booking":  `/start v_romexpo; press hold; press confirm; press choosing; press prefer smile; /start v_smile; press hold; fall romexpo; sweep; "Confirm"; press seat`,
	"fallen-nowhere":  `/start v_romexpo; press hold; press confirm; fall incubator; fall aliat; fall carusel; fall smile; fall museum; fall romexpo; sweep; tap other; press visit smile`,
	"fallen-waiting":  `/start v_smile; press hold; press confirm; fill romexpo 0; /start v_romexpo; press wait; fall romexpo; sweep; tap other`,
	"fallen-holding":  `/start v_romexpo; press hold; fall romexpo; press confirm; sweep; press visits`,
	"fallen-open":     `/start v_romexpo; fall romexpo; press hold; press visit smile; fill museum 0; /start v_museum`,
	"fallen-placing":  `fill romexpo 15; /start v_smile; fall romexpo; press hold; sweep; press visits; press visit smile; press hold`,
	"fallen-over":     `fall romexpo; wait 100h; /start v_romexpo`,

	// Before, on the day, after.
	"reminder":           `/start v_romexpo; press hold; press confirm; wait 30h; tap come; wait 17h30m; tap card`,
	"reminder-no":        `/start v_romexpo; press hold; press confirm; wait 30h; tap notcoming; press cancel; tap come`,
	"reminder-late":      `/start v_romexpo; press hold; press confirm; wait 30h; wait 26h; tap come`,
	"reminder-other":     `/start v_romexpo; press hold; press confirm; wait 30h; /start v_smile; press hold; press confirm; tap come`,
	"standby":            `fill romexpo 0; queue romexpo 1; /start v_romexpo; press wait; press wait romexpo 2; wait 50h; /start v_romexpo; press stand; wait 10m; arrive romexpo; noshows romexpo; /myseat; press visits; press visit romexpo`,
	"standby-dream":      `/start v_smile; press hold; press confirm; fill romexpo 0; /start v_romexpo; press wait; wait 50h; /start v_romexpo; press stand; arrive romexpo; noshows romexpo; /start`,
	"standby-gone":       `fill romexpo 0; /start v_romexpo; press wait; wait 50h; /start v_romexpo; free romexpo 1; press stand`,
	"standby-given":      `fill romexpo 0; /start v_romexpo; press wait; wait 50h; /start v_romexpo; press stand; arrive romexpo; noshows romexpo; press wait romexpo 2`,
	"standby-late":       `fill romexpo 0; /start v_romexpo; press wait; wait 51h; /start v_romexpo; wait 3h; press stand`,
	"noshow":             `/start v_romexpo; press hold; press confirm; fill romexpo 0; wait 51h; arrive romexpo; noshows romexpo; tap card`,
	"feedback":           `/start v_romexpo; press hold; press confirm; wait 51h; arrive; wait 5h; tap rate romexpo 4; press rate romexpo 5; press rate romexpo 4; "The children’s corner was wonderful."`,
	"feedback-too-long":  `/start v_romexpo; press hold; press confirm; wait 51h; arrive; wait 5h; tap rate romexpo 1; "` + strings.Repeat("long ", 90) + `"; " "; press visits; /myseat`,
	"feedback-forgotten": `/start v_romexpo; press hold; press confirm; wait 51h; arrive; wait 5h; /privacy; press erasing; press erase; tap rate romexpo 3`,
	"figures":            `drift romexpo; heal romexpo`,
}
