package main

// The commands of instructors. A student edition has neither this file nor those of the commands: see package handout.
//
//	go tool workbook new 5-stream_emails       makes an exercise that already works
//	go tool workbook verify                    puts the checks to the test
//	go tool workbook handout -o ../students    makes the student edition
//	go tool workbook pack gradescope -o DIR    makes what a course platform wants, to grade by itself
//	go tool workbook grade DIR -o OUT          grades what students hand in: in grade.go, which packs have too

func init() {
	forInstructors.commands = append(forInstructors.commands, handoutCommand, newCommand, verifyCommand, packCommand)
}
