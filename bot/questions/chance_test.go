package questions

import (
	"path/filepath"
	"reflect"
	"testing"

	"visitbot/bot/catalogue"
)

// Every reader of one catalogue understands the same: nothing is left to the order
// in which a map is read.
func TestReadersAgree(t *testing.T) {
	first, now := New(catalogue.Shipped()), evening(t)
	files, _ := filepath.Glob("testdata/asked/*.txt")
	for range 4 {
		other := New(catalogue.Shipped())
		for _, file := range files {
			for _, e := range read(t, file) {
				if a, b := first.Read(e.text, e.last, now), other.Read(e.text, e.last, now); !reflect.DeepEqual(a, b) {
					t.Errorf("%.80q is read as %+v and as %+v", e.text, a, b)
				}
			}
		}
	}
}
