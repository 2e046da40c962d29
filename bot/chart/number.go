package chart

import "strconv"

// most is the largest number that is written out.
const most = 999_999

// people is a number that can be reckoned with: none below 0, none that would
// overflow a sum or a width.
func people(n int) int { return min(max(n, 0), most+1) }

// figure writes a number, thousands parted by a space that does not break.
func figure(n int) string {
	if n > most {
		return figure(most) + "+"
	}
	digits := strconv.Itoa(n)
	if n < 10_000 {
		return digits
	}
	cut := len(digits) - 3
	return digits[:cut] + "\u00a0" + digits[cut:]
}

// tame is a visit whose numbers can be reckoned with.
func (v Visit) tame() Visit {
	for _, n := range []*int{&v.Capacity, &v.Seats, &v.Held, &v.Free, &v.Waiting} {
		*n = people(*n)
	}
	return v
}

// taken is how many places somebody has.
func (v Visit) taken() int { return v.Seats + v.Held }

// whole is what the visit's bar is scaled to.
func (v Visit) whole() int { return max(v.Capacity, v.taken()+v.Free) }

// over says whether more places are taken than there are.
func (v Visit) over() bool { return v.taken() > v.Capacity }

// figures says how full the visit is.
func (v Visit) figures() string {
	return figure(v.taken()) + "\u00a0/\u00a0" + figure(v.Capacity)
}

// divide gives every part its share of a width, in proportion to its people but
// never less than its least. Together they must not need more than the width.
func divide(width int, parts []part) []int {
	widths := make([]int, len(parts))
	whole := 0
	for _, p := range parts {
		whole += p.n
	}
	give := func(i, share int) {
		widths[i] = share
		width -= share
		whole -= parts[i].n
	}
	for i := 0; i < len(parts); i++ {
		if p := parts[i]; widths[i] == 0 && width*p.n < p.least*whole {
			give(i, p.least)
			i = -1 // what is left for the others has changed
		}
	}
	for i, p := range parts {
		if widths[i] == 0 {
			give(i, width*p.n/whole)
		}
	}
	return widths
}
