package payload

import "time"

const daySeconds = 24 * 60 * 60

// ParseDate reads a day as RFC 3339 writes it, "2026-11-25", of the years 1 to 9999,
// and returns the days since 1970-01-01.
func ParseDate(s string) (days int64, ok bool) {
	if len(s) != len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	year, month, day := decimal(s[:4]), decimal(s[5:7]), decimal(s[8:])
	if year < 1 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month) {
		return 0, false
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix() / daySeconds, true
}

// AppendDate appends the day that is so many days after 1970-01-01, without quotes.
// A day outside the years 1 to 9999, which ParseDate never gives, is written as the
// nearest inside.
func AppendDate(dst []byte, days int64) []byte {
	days = min(max(days, firstSecond/daySeconds), lastSecond/daySeconds)
	year, month, day := time.Unix(days*daySeconds, 0).UTC().Date()
	dst = appendTwo(appendTwo(dst, year/100), year%100)
	dst = appendTwo(append(dst, '-'), int(month))
	return appendTwo(append(dst, '-'), day)
}
