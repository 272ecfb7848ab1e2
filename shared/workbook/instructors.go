package main

import (
	"example.com/generators/shared/workbook/grade"
	"example.com/generators/shared/workbook/sandbox"

	"github.com/spf13/cobra"
)

// The commands of instructors. A student edition has neither this file nor those of the commands: see package handout.
//
//	go tool workbook new 5-stream_emails       makes an exercise that already works
//	go tool workbook verify                    puts the checks to the test
//	go tool workbook handout -o ../students    makes the student edition
//	go tool workbook grade DIR -o OUT          grades what students hand in

func init() {
	forInstructors.begin = func() {
		sandbox.Main() // the inside of one
		grade.Main()   // or a child of the grader
	}
	forInstructors.commands = func() []*cobra.Command {
		return []*cobra.Command{handoutCommand(), newCommand(), verifyCommand(), gradeCommand()}
	}
}
