package catalog

// The forms of what a program prints.
const (
	Lines Form = "lines" // something for each row, as the rows come
	Total Form = "total" // one line at the end, made of all rows
)

// ProgramForms are the forms that a program can have.
var ProgramForms = []Form{Lines, Total}

// ProgramLaws are the laws of a program, in the order in which a first failure helps most. The package laws has the
// function that decides each, under the same name. A law without hints for a form is not for programs of that form.
var ProgramLaws = []Law{
	{
		Name: "prints_all_of_every_table", Group: Results, Weight: 3,
		Sentence: "the program prints the whole table, whatever its size, and ends with exit status 0",
		Advice:   "use every row once, in the order in which it comes, and do not stop at a fixed number of rows",
		Hints: Hints{
			Lines: {
				"Run the program on an empty table, on one with one row, and on a large one. What is missing, or is there twice?",
				"main.go is given, and prints what your generator yields. Print nothing yourself, and yield each row once.",
			},
			Total: {
				"Run the program on one row, and on a large table. Which rows are not in the result, or are in it twice?",
				"main.go is given, and prints what your function returns. Print nothing yourself, and count each row once.",
			},
		},
	},
	{
		Name: "stays_small_on_a_large_table", Group: Lazy, Weight: 2, Essential: true,
		Sentence: "the program needs no more memory for a large table than for a small one",
		Advice:   "hold one row, batch or page at a time, and drop it before the next",
		Hints: Hints{Any: {
			"What does your code still hold at the last row that it did not hold at the first?",
			"Make no slice of all rows, and no variable outside of the loop that grows. Read rows as you need them.",
		}},
	},
	{
		Name: "leaves_the_rest_to_the_server", Group: Release, Weight: 2,
		Sentence: "when the reader of its output goes away, the program ends quietly and does not read the rest of the table",
		Advice:   "return at once when yield returns false, and end the query with its context before its rows are closed",
		Hints: Hints{Lines: {
			"Run the program on a large table, and pipe its output to head -n 5. How long does it take to end?",
			"Closing the rows reads the rest of them, unless the query's context was cancelled before.",
		}},
	},
	{
		Name: "reports_a_connection_that_breaks", Group: Errors, Weight: 2,
		Sentence: "when the connection breaks, the program prints what came before and one line about it, " +
			"and ends with exit status 1",
		Advice: "check rows.Err() after the loop, and pass on each error once",
		Hints: Hints{Any: {
			"The connection breaks in the middle of the table. Which call in your code is the first to know?",
			"rows.Next returns false at the end and after an error. Only rows.Err() says which of the two it was.",
		}},
	},
	{
		Name: "ends_when_interrupted", Group: Errors, Weight: 1,
		Sentence: "Ctrl-C ends the program even while the server does not answer, with exit status 130",
		Advice:   "give the caller's context to every call that waits for the server",
		Hints: Hints{Any: {
			"The server does not answer any more, and you press Ctrl-C. Which call in your code learns of it?",
			"Use the methods with Context in their names, such as db.QueryContext, with the ctx that you were given.",
		}},
	},
}
