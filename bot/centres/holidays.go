package centres

import (
	"sync"

	"github.com/rickar/cal/v2/ro"

	"visitbot/bot/catalogue"
)

// IsHoliday says whether a day is a public holiday where the centres are: one of
// the country's, or one that the catalogue names besides.
func IsHoliday(cat *catalogue.Catalogue, d catalogue.Date) bool {
	if cat.Holidays.Country == catalogue.Romania && romanian()[d] {
		return true
	}
	for _, h := range cat.Holidays.Also {
		if h.Day.Month == d.Month && h.Day.Day == d.Day && h.Since <= d.Year {
			return true
		}
	}
	return false
}

// The years whose holidays are known. The library takes the Julian calendar to be
// 13 days behind, and so has the Orthodox Easter right until 2099.
const firstYear, lastYear = 2000, 2099

// romanian are the public holidays of Romania as github.com/rickar/cal knows
// them: those of article 139 of the Labour Code, but for the 6th and 7th of
// January, which came in 2024. Its calendar is not used, because that one must
// not be asked by two at a time; this table is made once and only read.
var romanian = sync.OnceValue(func() map[catalogue.Date]bool {
	days := map[catalogue.Date]bool{}
	for year := firstYear; year <= lastYear; year++ {
		for _, h := range ro.Holidays {
			if date, _ := h.Calc(year); !date.IsZero() {
				days[catalogue.DateOf(date)] = true
			}
		}
	}
	return days
})
