package catalogue_test

import (
	"testing"
	"time"

	"visitbot/bot/catalogue"
)

// A fact that organisers add stands beside the others, with a date of its own, in the
// languages it was written in; a later confirmation is of all of them.
func TestAFactBesideTheOthers(t *testing.T) {
	at := time.UnixMilli(1_795_000_000_000)
	overrides := map[string]string{
		catalogue.MoreField("romexpo", catalogue.Gives, "q1", catalogue.Ukrainian): catalogue.MoreValue("Зимові куртки", at),
		catalogue.MoreField("romexpo", catalogue.Gives, "q1", catalogue.English):   catalogue.MoreValue("Winter coats", at),
	}
	before, _ := catalogue.Shipped().Centre("romexpo")
	after, _ := catalogue.Shipped().With(overrides).Centre("romexpo")
	old, all := before.On(catalogue.Gives), after.On(catalogue.Gives)
	if len(all) != len(old)+1 {
		t.Fatalf("%d facts, not one more than %d", len(all), len(old))
	}
	added := all[len(all)-1]
	if added.Text["uk"] != "Зимові куртки" || added.Text["en"] != "Winter coats" || !added.Confirmed.Equal(at) || added.More() != "q1" || !added.Written() {
		t.Errorf("added: %+v", added)
	}
	if !all[0].Confirmed.IsZero() {
		t.Errorf("another fact counts as confirmed: %+v", all[0])
	}
	for stamp, want := range map[string]time.Time{"1794000000000": at, "1796000000000": time.UnixMilli(1_796_000_000_000)} {
		overrides[catalogue.ConfirmedField("romexpo", catalogue.Gives)] = stamp
		after, _ := catalogue.Shipped().With(overrides).Centre("romexpo")
		all := after.On(catalogue.Gives)
		if got := all[len(all)-1].Confirmed; !got.Equal(want) {
			t.Errorf("confirmed at %s: it counts from %v, not %v", stamp, got, want)
		}
		if all[0].Confirmed.IsZero() {
			t.Error("what was there before is not confirmed")
		}
	}
}
