package main

import (
	"fmt"
	"math"
	"strconv"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// count writes a number of things: 1,000,000.
func count(n float64) string { return message.NewPrinter(language.English).Sprintf("%.0f", n) }

// rate writes a number of things a second, of which no measurement knows more than three digits: 1,230,000.
func rate(n float64) string {
	if n < 1000 {
		return digits(n)
	}
	step := math.Pow(10, math.Floor(math.Log10(n))-2)
	return count(math.Round(n/step) * step)
}

// size writes a number of bytes: 1.5 kB.
func size(bytes float64) string { return scaled(bytes, 1000, "B", "kB", "MB", "GB") }

// duration writes a number of milliseconds: 1.5 s.
func duration(milliseconds float64) string {
	if milliseconds == 0 {
		return "0"
	}
	return scaled(milliseconds*1e6, 1000, "ns", "µs", "ms", "s")
}

// scaled writes a number of two or three digits with the largest unit in which it is at least 1.
func scaled(n, step float64, units ...string) string {
	i := 0
	for ; n >= 0.9995*step && i < len(units)-1; i++ {
		n /= step
	}
	return digits(n) + " " + units[i]
}

// digits writes a number with as many digits as it is worth: 0.003, 0.97, 1.5, 23, 1,234.
func digits(n float64) string {
	switch {
	case n == 0:
		return "0"
	case n < 0.1:
		return strconv.FormatFloat(n, 'g', 1, 64)
	case n < 0.995:
		return strconv.FormatFloat(n, 'f', 2, 64)
	case n < 9.95 && n != float64(int(n)):
		return strconv.FormatFloat(n, 'f', 1, 64)
	}
	return count(n)
}

func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
