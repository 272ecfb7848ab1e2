package catalog

// Rules are the rules in the order in which a first failure helps most.
var Rules = []Rule{
	{
		Name:     "compiles",
		Sentence: "the files compile",
		Advice:   "start with the first message: the others often follow from it",
		Hints: []string{
			"The compiler names the file, the line and the column.",
			"go vet ./... shows the same messages, and more.",
		},
	},
	{
		Name: "can_be_judged", Dangerous: true,
		Sentence: "the files are short and plain enough to be judged by reading them",
		Advice:   "write less code: an exercise needs about fifty lines",
		Hints: []string{
			"What in your file is much longer, or nested much deeper, than the task asks for?",
			"Remove what is repeated many times, such as a long list of values.",
		},
	},
	{
		Name: "imports_only_what_is_allowed", Dangerous: true, // {allowed} is known to the package rules
		Sentence: "a file imports only packages that compute, and none that reach beyond the database handle",
		Advice:   "do without it; these are allowed: {allowed}",
		Hints: []string{
			"Which packages does your file import?",
			"Packages that compute are allowed. Packages that reach beyond the database handle are not.",
		},
	},
	{
		Name: "gives_the_compiler_no_directives", Dangerous: true,
		Sentence: "a file gives the compiler no instructions in comments, and is built everywhere",
		Advice:   "remove the comment",
		Hints: []string{
			"A comment that begins with //go: is an instruction to the compiler.",
			"Remove it: no exercise needs one.",
		},
	},
	{
		Name: "runs_no_code_of_its_own_at_start", Dangerous: true,
		Sentence: "code runs when the program or a test calls it, and not before, unless it only computes a value",
		Advice:   "move it into the function that needs it",
		Hints: []string{
			"What in your file runs before it is called?",
			"In an init function, and for the first value of a package variable, only compute: start nothing, wait for nothing.",
		},
	},
	{
		Name: "leaves_what_is_given_as_it_is", Dangerous: true,
		Sentence: "a file changes nothing that Go, its packages or the given files declare",
		Advice:   "declare a name or a variable of your own",
		Hints: []string{
			"What does your file change that it did not declare: a name of Go such as nil, or a variable of another package?",
			"Give it a name of your own. You can return an error of another package and compare with it, but not assign to it.",
		},
	},
	{
		Name: "uses_only_the_handle_it_is_given", Dangerous: true,
		Sentence: "an exercise talks to the database through the handle that it is given, and to no other",
		Advice:   "query with a method of db, of a transaction or of a connection that db.Conn returns",
		Hints: []string{
			"Where does your code reach the database without db?",
			"No sql.Open, no seed.Connect, no db.Driver and no conn.Raw: db.Conn gives you a connection of your own.",
		},
	},
	{
		Name: "does_not_look_at_its_caller", Dangerous: true,
		Sentence: "a function does the same for every caller, and asks no log for its name",
		Advice:   "log with log.Println or slog.Info, and leave where the log goes to the caller",
		Hints: []string{
			"Where does what your file logs go, and what reads it?",
			"No writer and no handler of your own: they could read what is logged. A log line, its flags, and a logger that " +
				"writes where the log does are allowed.",
		},
	},
	{
		Name: "keeps_to_the_loop_limit", Needs: "loops",
		Sentence: "the number of loops in the exercise is at most {loops}",
		Advice:   "let one loop do the work of two: yield inside the loop that reads",
		Hints: []string{
			"Count the for statements in your file. The limit is {loops}.",
			"Which of your loops could do the work of another one as well?",
		},
	},
	{
		Name: "leaves_the_sums_to_the_loop", Groups: []Group{Lazy}, Needs: "forbid_sql",
		Sentence: "no query asks for {forbid_sql}",
		Advice:   "select the plain column, and compute in a loop over the generator",
		Hints: []string{
			"What adds up the ages: the server or your loop?",
			"Select the plain column, and keep a total and a count.",
		},
	},
	{
		Name: "builds_on_what_is_there", Groups: []Group{Lazy}, Needs: "builds_on",
		Follows:  []string{"leaves_the_sums_to_the_loop"},
		Sentence: "{builds_on}, and has no query of its own",
		Advice:   "range over the function that it builds on, which has the query, its errors and the ways out already",
		Hints: []string{
			"Which of your functions asks the server for what another one fetches already?",
			"{builds_on}: range over that one. Then you need no SQL, and there are no rows to close.",
		},
	},
	{
		Name: "closes_what_it_opens", Groups: []Group{Release},
		Sentence: "what a function opens, it closes with defer, or passes on to code that does",
		Advice:   "write defer and the Close right after the check of the error",
		Hints: []string{
			"Which rows, statements and connections does your function open, and what closes each of them after a panic?",
			"Write defer rows.Close() right after the check of the query's error.",
		},
	},
	{
		Name: "checks_rows_Err", Groups: []Group{Errors},
		Sentence: "rows.Err() is checked: nothing else tells the end of the rows from an error between them",
		Advice:   "after the loop check rows.Err(), and yield or return it",
		Hints: []string{
			"rows.Next returns false at the end of the rows, and also on an error. What tells the two apart?",
			"After the loop: if err := rows.Err(); err != nil.",
		},
	},
	{
		Name: "shares_no_variables", Groups: []Group{Results},
		Sentence: "a function changes only its own variables: two ranges share no variable that one of them writes to",
		Advice:   "declare the variable inside the function that changes it; for a generator, inside the one that it returns",
		Hints: []string{
			"Two goroutines range over one generator. Which variable do both of them write to?",
			"Declare it inside the function that you return, so that each range has its own.",
		},
	},
	{
		Name: "cancels_the_contexts_it_makes", Groups: []Group{Release, Lazy},
		Sentence: "a function cancels each context that it makes, whichever way it ends",
		Advice:   "write defer cancel() right after the line that makes it, and both before a loop, not in it",
		Hints: []string{
			"context.WithCancel returns a function that you have to call. When does a deferred call run?",
			"Write defer cancel() right after it. In a loop, the deferred calls of all rounds wait for the function's end: " +
				"make one context before the loop.",
		},
	},
}
