package main

import (
	"strings"

	"github.com/brianvoe/gofakeit/v7"
)

// name is a name as its bearer writes it, and as the local part of an email has it: a-z and dots.
type name struct{ written, local string }

// fakeName makes a name. The fake-data library knows only names of plain letters, and those are what a program gets
// right by luck. So of 100 names, about 4 have an apostrophe, 6 have accents, and 3 are in another script.
func fakeName(fake *gofakeit.Faker) name {
	switch percent := fake.IntN(100); {
	case percent < 4:
		return fullName(plain(fake.FirstName()), pick(fake, withApostrophe))
	case percent < 10:
		return fullName(pick(fake, accentedFirst), pick(fake, accentedLast))
	case percent < 13:
		return pick(fake, otherScripts)
	default:
		return fullName(plain(fake.FirstName()), plain(fake.LastName()))
	}
}

func fullName(first, last name) name {
	return name{first.written + " " + last.written, first.local + "." + last.local}
}

// plain is a name of ASCII letters.
func plain(written string) name {
	return name{written, strings.ToLower(written)}
}

func pick(fake *gofakeit.Faker, names []name) name {
	return names[fake.IntN(len(names))]
}

var withApostrophe = []name{
	{"D'Amico", "damico"},
	{"D'Angelo", "dangelo"},
	{"D'Souza", "dsouza"},
	{"Dell'Acqua", "dellacqua"},
	{"L'Heureux", "lheureux"},
	{"N'Diaye", "ndiaye"},
	{"N'Guessan", "nguessan"},
	{"O'Brien", "obrien"},
	{"O'Connell", "oconnell"},
	{"O'Connor", "oconnor"},
	{"O'Hara", "ohara"},
	{"O'Keefe", "okeefe"},
	{"O'Leary", "oleary"},
	{"O'Neil", "oneil"},
	{"O'Reilly", "oreilly"},
	{"O'Sullivan", "osullivan"},
}

var accentedFirst = []name{
	{"Álvaro", "alvaro"},
	{"Ángel", "angel"},
	{"Åsa", "asa"},
	{"Çağla", "cagla"},
	{"Chloé", "chloe"},
	{"Đorđe", "dorde"},
	{"Élodie", "elodie"},
	{"François", "francois"},
	{"Ifeọma", "ifeoma"},
	{"Jürgen", "juergen"},
	{"José", "jose"},
	{"Léa", "lea"},
	{"Łukasz", "lukasz"},
	{"Małgorzata", "malgorzata"},
	{"Ọláolúwa", "olaoluwa"},
	{"Šárka", "sarka"},
	{"Siân", "sian"},
	{"Søren", "soren"},
	{"Þóra", "thora"},
	{"Tomáš", "tomas"},
	{"Zoë", "zoe"},
}

var accentedLast = []name{
	{"Bjørnstad", "bjornstad"},
	{"Björnsdóttir", "bjornsdottir"},
	{"Çelik", "celik"},
	{"Dvořák", "dvorak"},
	{"Gonçalves", "goncalves"},
	{"Groß", "gross"},
	{"Ibáñez", "ibanez"},
	{"Kovačević", "kovacevic"},
	{"Lefèvre", "lefevre"},
	{"Müller", "mueller"},
	{"Muñoz", "munoz"},
	{"Nguyễn", "nguyen"},
	{"Østergård", "ostergard"},
	{"Peña", "pena"},
	{"Sjöberg", "sjoberg"},
	{"Szczęsny", "szczesny"},
	{"Șerban", "serban"},
	{"Yılmaz", "yilmaz"},
}

// otherScripts has whole names, in the order of their language.
var otherScripts = []name{
	{"李小龙", "xiaolong.li"},
	{"王秀英", "xiuying.wang"},
	{"陳大文", "daiman.chan"},
	{"佐藤花子", "hanako.sato"},
	{"やまだ たろう", "taro.yamada"},
	{"김민준", "minjun.kim"},
	{"Анна Иванова", "anna.ivanova"},
	{"Тарас Шевчук", "taras.shevchuk"},
	{"Ελένη Παπαδοπούλου", "eleni.papadopoulou"},
	{"محمد العلي", "mohammed.alali"},
	{"דוד כהן", "david.cohen"},
	{"प्रिया शर्मा", "priya.sharma"},
	{"சுந்தர் ராமன்", "sundar.raman"},
	{"สมชาย ใจดี", "somchai.jaidee"},
	{"𠮷田健", "ken.yoshida"}, // its first letter takes four bytes in UTF-8: MySQL's old utf8 cannot hold it
}
