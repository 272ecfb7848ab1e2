package catalog

// Rules are the rules in the order in which a first failure helps most.
var Rules = []Rule{
	{
		Name:     "compiles",
		Sentence: "the files are Go",
		Advice:   "start with the first message: the others may follow from it",
		Hints: []string{
			"The compiler names the file, the line and the column.",
			"go vet ./... shows the same and more.",
		},
	},
	{
		Name: "can_be_judged", Dangerous: true,
		Sentence: "the files are short and plain enough to be judged by reading them",
		Advice:   "write less of it: an exercise needs some fifty lines",
		Hints: []string{
			"What in your file is much longer, or nested much deeper, than the task asks for?",
			"Take out what is there many times, such as a long list of values.",
		},
	},
	{
		Name: "imports_only_what_is_allowed", Dangerous: true, // {allowed} is known to the package rules
		Sentence: "an exercise needs what computes, and nothing that reaches beyond the database handle",
		Advice:   "do without it; allowed are {allowed}",
		Hints: []string{
			"Which packages does your file import?",
			"What computes is allowed. What reaches beyond the database handle is not.",
		},
	},
	{
		Name: "gives_the_compiler_no_directives", Dangerous: true,
		Sentence: "a file holds nothing but Go, and is built everywhere",
		Advice:   "take the comment out",
		Hints: []string{
			"A comment that begins with //go: is an instruction to the compiler.",
			"Take it out: no exercise needs one.",
		},
	},
	{
		Name: "runs_no_code_of_its_own_at_start", Dangerous: true,
		Sentence: "code runs when the program or a test calls it, and not before, unless it only computes a value",
		Advice:   "move it into the function that needs it",
		Hints: []string{
			"What in your file runs before anybody calls it?",
			"In an init function, and for the first value of a package variable, start nothing and call only what computes.",
		},
	},
	{
		Name: "leaves_what_is_given_as_it_is", Dangerous: true,
		Sentence: "what Go, its packages and the given files declare stays what it is",
		Advice:   "declare a name or a variable of your own",
		Hints: []string{
			"What does your file change that it has not declared: a name of Go such as nil, or a variable of another package?",
			"Give it a name of your own. An error of another package may be returned and compared with, but not assigned to.",
		},
	},
	{
		Name: "uses_only_the_handle_it_is_given", Dangerous: true,
		Sentence: "an exercise talks to the database through the handle that it is given, and to no other",
		Advice:   "query with a method of db, of a transaction or of a connection that db.Conn returns",
		Hints: []string{
			"Where does your code get to the database without db?",
			"No sql.Open, no seed.Connect, no db.Driver and no conn.Raw: db.Conn gives you a connection of your own.",
		},
	},
	{
		Name: "keeps_to_the_loop_limit", Needs: "loops",
		Sentence: "all loops of the exercise together are at most {loops}",
		Advice:   "let one loop do the work of two: a generator yields inside the loop that reads",
		Hints: []string{
			"Count the for statements in your file. The limit is {loops}.",
			"Which of your loops could do the work of another one as well?",
		},
	},
	{
		Name: "leaves_the_sums_to_the_loop", Needs: "forbid_sql",
		Sentence: "no query asks for {forbid_sql}",
		Advice:   "select the plain column, and compute in a loop over the generator",
		Hints: []string{
			"What adds up: the server or your loop?",
			"Select the plain column, and keep a total and a count.",
		},
	},
	{
		Name: "closes_what_it_opens", Group: Release,
		Sentence: "what a function opens it closes by defer, or hands on to somebody who does",
		Advice:   "write defer and the Close right after the check of the error",
		Hints: []string{
			"Which rows, statements and connections does your function open, and what closes each of them after a panic?",
			"Write defer rows.Close() right after the check of the query's error.",
		},
	},
	{
		Name: "checks_rows_Err", Group: Errors,
		Sentence: "only rows.Err() tells the end of the rows from an error between them",
		Advice:   "after the loop look at rows.Err(), and yield or return it",
		Hints: []string{
			"rows.Next returns false at the end of the rows, and also on an error. What tells the two apart?",
			"After the loop: if err := rows.Err(); err != nil.",
		},
	},
	{
		Name: "shares_no_variables", Group: Results,
		Sentence: "what a function changes is its own: two ranges share no variable that one of them writes to",
		Advice:   "declare the variable inside the function that changes it; of a generator, inside the one that it returns",
		Hints: []string{
			"Two goroutines range over one generator. Which variable do both of them write to?",
			"Declare it inside the function that you return, so that each range has its own.",
		},
	},
	{
		Name: "cancels_the_contexts_it_makes", Group: Release,
		Sentence: "a context that a function makes it also cancels, whichever way it ends",
		Advice:   "write defer cancel() right after the line that makes it",
		Hints: []string{
			"context.WithCancel returns a function that somebody has to call.",
			"Write defer cancel() right after it.",
		},
	},
}
