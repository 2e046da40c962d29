package seats

// Rules that decide now and then, by name. A Ledger counts how often each did,
// so that a test can say that long random histories came to all of them.
const (
	RuleLeaver        = "passed over: gave that place up"
	RuleEngaged       = "passed over: has a hold or an offer"
	RuleNextFits      = "passed over: too big, the gathering is over"
	RuleGathers       = "places gather for a family"
	RuleRemainder     = "the public takes what nobody in the queue could have"
	RuleNight         = "no offer at night"
	RuleBegun         = "no offer once it has begun"
	RuleExpiry        = "an offer runs out"
	RuleSecondHold    = "another hold gives the first up"
	RuleOneDream      = "a new seat leaves one queue place"
	RuleOverfull      = "nothing is given above capacity"
	RuleGrowsPublicly = "a party grows into public places"
	RuleShrinks       = "a party shrinks"
	RuleClosed        = "no party grows after sign-up"
	RuleChoice        = "a visit falls: to the next choice"
	RuleEmptiest      = "a visit falls: to the emptiest"
	RuleHeads         = "a visit falls: to the head of a queue"
	RuleNowhere       = "a visit falls: nowhere to go"
	RuleFreeze        = "a visit falls: nobody else gets anything"
	RuleUndoable      = "a visit falls: it can still be undone"
	RuleRemindLater   = "people are reminded when nothing can be undone any more"
	RuleNoWayBack     = "undone: no room for somebody any more"
	RuleStandbyUnfit  = "at the door: too big for what is left"
)

func (l *Ledger) hit(rule string) {
	if l.Hits != nil {
		l.Hits[rule]++
	}
}

// hitPassed counts by which rules people before a queue place are passed over.
func (l *Ledger) hitPassed(served Wait) {
	for who, waits := range l.Waits {
		for _, w := range waits {
			if w.Visit != served.Visit || w.Rank >= served.Rank {
				continue
			}
			switch _, engaged := l.Holds[who]; {
			case engaged:
				l.hit(RuleEngaged)
			case l.Leavers[w.Visit] == who:
				l.hit(RuleLeaver)
			default:
				l.hit(RuleNextFits)
			}
		}
	}
}

// hitHeldBack counts why nobody is offered what somebody could have.
func (s *step) hitHeldBack() {
	for _, p := range s.House.Visits {
		if first, ok := s.first(p.ID, anyParty); !ok || s.halt(p.ID) != "" || first.Party > s.room(p.ID) {
			continue
		}
		switch {
		case s.falling():
			s.hit(RuleFreeze)
		case s.House.Hours.Quiet(s.Clock):
			s.hit(RuleNight)
		default:
			s.hit(RuleBegun)
		}
	}
}
