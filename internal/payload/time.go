package payload

import "time"

// The moments that a Timestamp may be, in seconds since 1970.
var (
	firstSecond = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	lastSecond  = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC).Unix()
)

// ParseTime reads an RFC 3339 time, strictly: a date, "T", a time, any fraction
// of the second and "Z" or an offset; t and z may be lower case. It returns
// microseconds since 1970; further digits are cut, towards the past. Leap seconds
// (":60"), 24:00 and moments outside the years 1 to 9999 of UTC are refused.
func ParseTime(s string) (micros int64, ok bool) {
	const shape = "2006-01-02T15:04:05"
	if len(s) <= len(shape) || s[4] != '-' || s[7] != '-' || s[10]|0x20 != 't' || s[13] != ':' || s[16] != ':' {
		return 0, false
	}
	year, month, day := decimal(s[:4]), decimal(s[5:7]), decimal(s[8:10])
	hour, minute, second := decimal(s[11:13]), decimal(s[14:16]), decimal(s[17:19])
	micro, rest := microseconds(s[len(shape):])
	offset, ok := zone(rest)
	ok = ok && micro >= 0 && year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month) &&
		hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59
	if !ok {
		return 0, false
	}
	seconds := time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC).Unix() - int64(offset)
	if seconds < firstSecond || seconds > lastSecond {
		return 0, false
	}
	return seconds*1_000_000 + int64(micro), true
}

// decimal returns the number that s spells in digits, or -1.
func decimal(s string) (n int) {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return -1
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

func daysOf(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// microseconds reads a fraction, if there is one, and returns what follows it;
// -1 for a point without digits.
func microseconds(s string) (micro int, rest string) {
	if s[0] != '.' {
		return 0, s
	}
	i, unit := 1, 100_000
	for ; i < len(s) && isDigit(s[i]); i++ {
		micro += int(s[i]-'0') * unit
		unit /= 10
	}
	if i == 1 {
		return -1, s
	}
	return micro, s[i:]
}

// zone reads "Z" or "+hh:mm" and returns seconds east of UTC. "-00:00", where
// the offset is not known but UTC is, counts as UTC.
func zone(s string) (offset int, ok bool) {
	if s == "Z" || s == "z" {
		return 0, true
	}
	if len(s) != len("+00:00") || s[0] != '+' && s[0] != '-' || s[3] != ':' {
		return 0, false
	}
	hour, minute := decimal(s[1:3]), decimal(s[4:])
	if hour < 0 || hour > 23 || minute < 0 || minute > 59 {
		return 0, false
	}
	offset = hour*3600 + minute*60
	if s[0] == '-' {
		return -offset, true
	}
	return offset, true
}

// AppendTime appends the moment that is so many microseconds after 1970, without
// quotes: "2026-11-01T09:30:00.000000Z", RFC 3339 in UTC, always with six digits,
// so that texts of times sort as the times do. A moment outside the years 1 to
// 9999, which ParseTime never gives, is written as the nearest inside.
func AppendTime(dst []byte, micros int64) []byte {
	t := time.UnixMicro(min(max(micros, firstSecond*1_000_000), lastSecond*1_000_000+999_999)).UTC()
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	dst = appendTwo(appendTwo(dst, year/100), year%100)
	dst = appendTwo(append(dst, '-'), int(month))
	dst = appendTwo(append(dst, '-'), day)
	dst = appendTwo(append(dst, 'T'), hour)
	dst = appendTwo(append(dst, ':'), minute)
	dst = appendTwo(append(dst, ':'), second)
	micro := t.Nanosecond() / 1000
	dst = appendTwo(append(dst, '.'), micro/10_000)
	dst = appendTwo(appendTwo(dst, micro/100%100), micro%100)
	return append(dst, 'Z')
}

func appendTwo(dst []byte, n int) []byte { return append(dst, byte('0'+n/10), byte('0'+n%10)) }
