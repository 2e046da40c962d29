package main

import (
	"slices"
	"strings"
	"testing"

	"visitbot/bot/catalogue"
)

// known are the words of all that is known about a topic of a centre.
func (b *inbox) known(centre string, topic catalogue.Topic) []string {
	b.t.Helper()
	overrides, err := b.service.store.Overrides(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	c, _ := catalogue.Shipped().With(overrides).Centre(centre)
	var all []string
	for _, f := range c.On(topic) {
		var words []string
		for _, lang := range catalogue.Languages() {
			if f.Text[lang] != "" {
				words = append(words, string(lang)+": "+f.Text[lang])
			}
		}
		all = append(all, strings.Join(words, ", "))
	}
	return all
}

// keeps has Ioana answer a question, and keep that as a fact.
func (b *inbox) keeps(question, text string) {
	b.t.Helper()
	b.ioana.reply(question, text, nil)
	b.ioana.settle()
	b.ioana.presses("Keep as a fact")
	b.settled()
}

// A wrong answer that was kept as a fact is corrected by another to the same
// question, and what an organiser writes takes the place of all that was kept.
func TestAKeptAnswerIsCorrected(t *testing.T) {
	b := newInbox(t)
	b.asks("what is the phone number of smile")
	b.keeps("what is the phone", "+40 123")
	b.keeps("what is the phone", "Sorry, wrong number, it is +40 124")
	if got := b.known("smile", catalogue.Contact); !slices.Equal(got, []string{"en: Sorry, wrong number, it is +40 124"}) {
		t.Errorf("kept: %q", got)
	}
	b.ioana.says("/fact smile")
	b.ioana.presses("✎ Contact")
	b.ioana.sees("Type the text in: English")
	b.ioana.says("+40 125")
	b.ioana.presses("That is enough")
	b.ioana.presses("Save")
	b.ioana.sees("Contact: saved")
	if got := b.known("smile", catalogue.Contact); !slices.Equal(got, []string{"en: +40 125"}) {
		t.Errorf("written: %q", got)
	}
}

// Several answers on one topic lack the same language: each button says which of
// them it is about.
func TestButtonsOfSeveralKeptAnswersDiffer(t *testing.T) {
	b := newInbox(t)
	b.asks("what is the phone number of smile")
	b.asked(b.person(8, "Ben", "en"), "phone smile please")
	b.keeps("what is the phone", "+40 123 before noon")
	b.keeps("phone smile please", "+40 124 in the evening, but only for those who have been there before")
	b.ioana.says("/fact smile")
	b.ioana.sees("Add Română: “+40 123 before noon”")
	b.ioana.presses("Add Română: “+40 124 in the evening, but o…”")
	b.ioana.sees("Type the text in: Română")
	b.ioana.says("+40 124 seara")
	b.ioana.presses("Save")
	b.ioana.sees("Contact: saved")
	if got := b.known("smile", catalogue.Contact); len(got) != 2 || !slices.ContainsFunc(got, func(s string) bool { return strings.HasSuffix(s, "before, ro: +40 124 seara") }) {
		t.Errorf("known: %q", got)
	}
}

// A question that was opened from the list is answered by a reply to it, as long as
// it is shown there.
func TestAQuestionOpenedFromTheListIsAnswered(t *testing.T) {
	b := newInbox(t)
	b.asks("is there a swimming pool for my twins")
	b.ioana.says("/inbox")
	b.ioana.presses("№ 1")
	b.ioana.reply("nobody has it", "Yes, a small one.", nil)
	b.ana.sees("Yes, a small one.")
	b.settled()
	b.ioana.presses("All questions")
	b.ioana.reply("Questions that wait", "And a large one.", nil)
	b.ioana.settle()
	b.settled()
	if strings.Contains(b.ana.chat(), "large") {
		t.Error("a reply to the list is sent to somebody")
	}
}

// A reply is not what a draft waits for; that waits on.
func TestAReplyIsNoTextOfADraft(t *testing.T) {
	b := newInbox(t)
	b.asks("is there a swimming pool for my twins")
	b.ioana.says("/inbox")
	b.ioana.presses("№ 1")
	b.ioana.says("/fact smile")
	b.ioana.presses("✎ Documents")
	b.ioana.reply("nobody has it", "Yes, a small one.", nil)
	b.ana.sees("Yes, a small one.")
	b.ioana.reply("Running the event", "thank you", nil)
	b.ioana.settle()
	draft, ok, err := b.service.store.Draft(t.Context(), "tg:1")
	if err != nil || !ok || draft.Asked != "en" || len(draft.Texts) > 0 {
		t.Errorf("the draft: %+v %v %v", draft, ok, err)
	}
}

// Any command ends what an organiser was writing, and says so.
func TestACommandEndsADraft(t *testing.T) {
	b := newInbox(t)
	for i, command := range []string{"/cancel", "/start", "/inbox", "/nosuch", "/fact romexpo"} {
		b.ioana.says("/fact smile")
		b.ioana.presses("✎ Documents")
		b.ioana.says(command)
		b.ioana.seesTimes("Nothing was changed.", i+1)
		b.ioana.says("Back in ten minutes.")
		if got := b.known("smile", catalogue.Documents); len(got) > 0 {
			t.Errorf("after %s: %q is a fact", command, got)
		}
	}
	b.ioana.says("/find")
	b.ioana.says("/start")
	b.ioana.seesTimes("Nothing was changed.", 5)
}

// What an organiser writes for everybody is first shown back. It is kept once it is
// to be, as it was shown.
func TestWhatIsWrittenIsShownBack(t *testing.T) {
	b := newInbox(t)
	b.ioana.says("/fact smile")
	b.ioana.presses("✎ Documents")
	b.ioana.says("Back in ten minutes.")
	b.ioana.presses("That is enough")
	b.ioana.sees("This is what everybody will read:\n\nEnglish: Back in ten minutes.")
	b.ioana.says("what is romexpo")
	b.ioana.presses("No, leave it")
	b.ioana.sees("Nothing was changed.")
	if got := b.known("smile", catalogue.Documents); len(got) > 0 {
		t.Errorf("%q is a fact", got)
	}
	b.ioana.says("/fact smile")
	b.ioana.presses("✎ Documents")
	b.ioana.says("A passport.")
	b.ioana.presses("That is enough")
	b.ioana.presses("Save")
	if got := b.known("smile", catalogue.Documents); !slices.Equal(got, []string{"en: A passport."}) {
		t.Errorf("known: %q", got)
	}
	b.ioana.says("/meeting romexpo")
	b.ioana.says("At the gate.")
	b.ioana.presses("That is enough")
	b.ioana.sees("This is what everybody will read:\n\nEnglish: At the gate.")
	b.ioana.presses("Save")
	b.ioana.sees("The meeting point of Romexpo donation centre is saved")
}

// keepingButtons are the languages that the newest buttons offer to keep an answer in.
func (b *inbox) keepingButtons() (languages []string) {
	for _, m := range b.telegram.Chat(b.ioana.id) {
		for _, button := range slices.Concat(m.Keyboard...) {
			if rest, ok := strings.CutPrefix(button.Text, "Keep as a fact ("); ok {
				language, _, _ := strings.Cut(rest, ")")
				languages = append(languages, language)
			}
		}
	}
	return languages
}

// An answer is kept in the language that the organiser says it is in, where its
// letters do not decide that.
func TestTheOrganiserSaysInWhichLanguageAnAnswerIs(t *testing.T) {
	for answer, want := range map[string][]string{
		"Call us on Friday":         {"English", "Română"},
		"Sunați-ne vineri":          {"Română", "English"},
		"Телефонуйте в п'ятницю":    {"Українська"},
		"+40 21 000 00 00":          {"English", "Română", "Українська"},
		"@smile_bucuresti, +40 210": {"English", "Română"},
	} {
		t.Run(answer, func(t *testing.T) {
			b := newInbox(t)
			b.asks("what is the phone number of smile")
			b.ioana.reply("Question №", answer, nil)
			b.ioana.settle()
			if got := b.keepingButtons(); !slices.Equal(got, want) {
				t.Errorf("offered: %q, not %q", got, want)
			}
			last := want[len(want)-1]
			b.ioana.presses("Keep as a fact (" + last)
			lang := map[string]string{"English": "en", "Română": "ro", "Українська": "uk"}[last]
			if got := b.known("smile", catalogue.Contact); !slices.Equal(got, []string{lang + ": " + answer}) {
				t.Errorf("known: %q", got)
			}
		})
	}
}
