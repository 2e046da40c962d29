package questions

import (
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"

	"visitbot/bot/catalogue"
)

// Every reader of one catalogue understands the same: nothing is left to the order
// in which a map is read.
func TestReadersAgree(t *testing.T) {
	first, now := New(catalogue.Shipped()), evening(t)
	files, _ := filepath.Glob("testdata/asked/*.txt")
	for range 4 {
		words, cat := readWords(), catalogue.Shipped()
		words.addNames(cat)
		other := &Reader{words, cat}
		for _, file := range files {
			for _, e := range read(t, file) {
				if a, b := first.Read(e.text, e.last, now), other.Read(e.text, e.last, now); !reflect.DeepEqual(a, b) {
					t.Errorf("%.80q is read as %+v and as %+v", e.text, a, b)
				}
			}
		}
	}
}

// Readers that are made at once know the names of their own catalogue only.
func TestEachReaderHasItsOwnNames(t *testing.T) {
	names, readers, wg := []string{"Kvartalia", "Zorilandia"}, make([]*Reader, 2), sync.WaitGroup{}
	for i, name := range names {
		cat := *catalogue.Shipped()
		cat.Centres = slices.Clone(cat.Centres)
		cat.Centres[i].KnownAs = append(slices.Clone(cat.Centres[i].KnownAs), name)
		wg.Go(func() { readers[i] = New(&cat) })
	}
	wg.Wait()
	for i, r := range readers {
		for j, name := range names {
			reading := r.Read("is "+name+" open tomorrow", "", evening(t))
			if knows := len(reading.Questions) == 1 && reading.Questions[0].Centre == r.cat.Centres[i].ID; knows != (i == j) {
				t.Errorf("reader %d reads %s as %+v", i, name, reading)
			}
		}
	}
}
