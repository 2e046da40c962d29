package questions

import (
	"slices"

	"visitbot/bot/catalogue"
)

// A text is read twice: by the words that stand in it, and by what people meant
// whose texts were like it. Where the two do not agree, nothing is sure.

// How far an intent is behind another one, as the logarithm of the odds, for what
// follows from it.
const (
	doubtful = 4.0 // a question is not sure that is so far behind what is likeliest
	alarming = 7.0 // somebody needs help if everything else is so far behind
	worthy   = 2.0 // something is asked after all if that nothing is, is so far behind
)

// mostAdded is how many likely questions are offered beside what the words say.
const mostAdded = 2

// reconsider looks at a reading by words in the light of what examples suggest.
func (s subject) reconsider(r Reading, guesses []guess) Reading {
	if len(s.clauses) == 0 {
		return r
	}
	if guesses[0].intent == needsHelp && guesses[1].behind > alarming {
		return Reading{Kind: Danger, Asks: r.Asks}
	}
	switch r.Kind {
	case Asked:
		if r.Questions = s.doubt(r.Questions, guesses); !r.Sure() {
			r.Questions = s.withLikely(r.Questions, guesses[:mostAdded])
		}
	case Unknown, Off:
		if q := s.likely(guesses[0]); q != nil && behind(guesses, beyond) > worthy && s.anchored(0) {
			r.Kind, r.Questions = Asked, q
		}
	}
	return r
}

// doubt makes questions unsure that are hardly likely. Of several questions one is
// likeliest, and the others are not in doubt for that.
func (s subject) doubt(questions []Question, guesses []guess) []Question {
	asksLikeliest := slices.ContainsFunc(questions, func(q Question) bool { return q.means(guesses[0].intent) })
	for i, q := range questions {
		switch {
		case q.Ended, asksLikeliest:
		case q.Topic == "" && guesses[1].behind > worthy && !s.onlyNames():
			questions[i].Sure = false
		case q.Topic != "" && behind(guesses, intentOf(q)) > doubtful:
			questions[i].Sure = false
		}
	}
	return questions
}

// withLikely adds what guesses make of a text.
func (s subject) withLikely(questions []Question, guesses []guess) []Question {
	for _, g := range guesses {
		for _, q := range s.likely(g) {
			if !slices.ContainsFunc(questions, q.saysAsMuch) {
				questions = append(questions, q)
			}
		}
	}
	return questions
}

// onlyNames says whether a text is nothing but names of centres.
func (s subject) onlyNames() bool {
	names := map[int]bool{}
	for _, f := range s.all {
		for _, i := range f.at {
			names[i] = names[i] || f.kind == forCentre
		}
	}
	for i := range s.lookup.tokens {
		if !names[i] {
			return false
		}
	}
	return true
}

// saysAsMuch says whether another question is answered by the same facts.
func (q Question) saysAsMuch(other Question) bool {
	often := func(q Question) bool { return q.Topic == frequency || q.Topic == Visited }
	return q.Centre == other.Centre && (intentOf(q) == intentOf(other) || often(q) && often(other))
}

// means says whether a question is answered by what an intent wants. Who gives a
// thing is told with where it is and how to reach them.
func (q Question) means(in intent) bool {
	thing := q.Centre == "" && q.Topic == gives && len(q.Items) > 0
	return intentOf(q) == in || thing && slices.Contains([]Topic{address, eligibility, programme, about, Topic(catalogue.Contact)}, in.topic)
}

// behind is how far an intent is behind the likeliest one. Of what no example has,
// nothing is known.
func behind(guesses []guess, in intent) float64 {
	for _, g := range guesses {
		if g.intent == in {
			return g.behind
		}
	}
	return 0
}

// likely are the questions that a guess makes of a text, none of them sure. Of a
// centre that nobody spoke of there is none.
func (s subject) likely(g guess) []Question {
	switch {
	case g.intent == needsHelp, g.intent == beyond:
		return nil
	case g.event:
		return []Question{{Event: true, Topic: g.topic}}
	case s.noCentre(0):
		return nil
	}
	return s.ofCentres(0, Question{Topic: g.topic})
}
