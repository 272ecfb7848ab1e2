package catalog

// Laws are the laws in the order in which a first failure helps most. None before keeps_memory_constant ranges over a
// wide table: what a package keeps by a key or an offset grows only the first time.
var Laws = []Law{
	{
		Name: "yields_every_row_once_in_order", Group: Results, Weight: 2,
		Sentence: "a generator yields every row once, in {order} order",
		Advice:   "yield the rows in the order in which they come, each once, and nothing else",
		Hints: Hints{
			Rows: {
				"Print what the generator yields for a table of three rows. Is one missing, doubled, changed or out of place?",
				"Scan each row that rows.Next finds, and yield it once, as it came. Outside of that loop, yield only errors.",
			},
			Batches: {
				"Print the batches of two for a table of three rows. Is a row missing, doubled or out of place?",
				"Append each row to the batch once. Yield a full batch, and begin a new one. After the loop, yield what is left.",
			},
			Pages: {
				"Print the pages of two for a table of three rows. Is a row missing, doubled or out of place?",
				"Each call of {from} begins where the page before it ended. Yield each page once.",
			},
			Over: {
				"Print what {from} yields, and what you make of it. Is something missing, doubled or out of place?",
				"Range over {from} once, and yield what you need of each step, in the order in which it comes.",
			},
		},
	},
	{
		Name: "handles_every_table_size", Group: Results, Weight: 4,
		Follows: []string{"is_lazy", "keeps_memory_constant"},
		Sentence: "a generator yields the whole table: an empty one, one of one row, of whole batches, a row more or less, " +
			"and one longer than any limit",
		Advice: "yield all that is left at the end, yield nothing for an empty table, and stop at no fixed number of rows",
		Hints: Hints{
			Rows: {
				"Try an empty table, one with one row, and one with more rows than any number in your file. What comes out?",
				"Without rows, the loop over rows.Next() does not begin, and nothing is yielded. No size needs special code.",
			},
			Batches: {
				"Try an empty table, and then a table with one row more than a batch holds. What comes out?",
				"After the loop, what is left in the batch must still be yielded. An empty batch must not.",
			},
			Pages: {
				"Try an empty table, and then a table whose last page is full. What comes out?",
				"An empty page is the end, and is not yielded. A page shorter than the page size is yielded, and is the last.",
			},
			Over: {
				"Try an empty table, one with one row, and one with more rows than any number in your file. What comes out?",
				"Use everything that {from} yields, however much it is, and yield nothing outside of the loop over it.",
			},
		},
	},
	{
		Name: "is_cold", Group: Lazy, Weight: 1,
		Sentence: "a generator asks the server for nothing before it is ranged over",
		Advice:   "move what asks the server into the function that is returned",
		Hints: Hints{Any: {
			"What runs when a program calls the function, but never ranges over the result?",
			"Everything that talks to the server belongs in the function that is returned, not before it.",
		}},
	},
	{
		Name: "is_lazy", Group: Lazy, Weight: 3, Essential: true,
		Sentence: "a generator never reads far ahead of the loop that ranges over it",
		Advice:   "yield each value as soon as you have it; do not collect values first, and let no goroutine run ahead",
		Hints: Hints{
			Rows: {
				"Print something after each rows.Next(), and in the loop over your generator. Do the two lines take turns?",
				"Yield each row as soon as it is scanned. Do not fill a slice first, and let no goroutine run ahead.",
			},
			Batches: {
				"Print something after each rows.Next(). How many rows are read before the first batch arrives in the loop?",
				"Yield a batch as soon as it is full, before you read on. Let no goroutine fill the next one meanwhile.",
			},
			Pages: {
				"Print something before each call of {from}, and in the loop over your generator. Do the two lines take turns?",
				"Fetch one page, yield it, and only then fetch the next.",
			},
			Over: {
				"Print something in your loop over {from}, and in the loop over your generator. Do the two lines take turns?",
				"Yield inside the loop over {from}. Do not fill a slice first, and let no goroutine run ahead.",
			},
		},
	},
	{
		Name: "asks_for_the_order", Group: Results, Weight: 1,
		Sentence: "a query says in which order it wants its rows, since without ORDER BY the server can choose any order",
		Advice:   "say ORDER BY {order} in the query",
		Hints: Hints{
			Any: {
				"A table has no order of its own. Which part of a SELECT gives one?",
				"End the query with ORDER BY {order}. Where that is a key, the server does not have to sort.",
			},
			Pages: {
				"Each page comes from a query of its own. What makes the pages fit together?",
				"The query of {from} says ORDER BY {order}.",
			},
			Over: {
				"Your function has no query. Which one do its rows come from, and does it ask for an order?",
				"The query of {from} says ORDER BY {order}.",
			},
		},
	},
	{
		Name: "keeps_memory_constant", Group: Lazy, Weight: 2, Essential: true,
		Sentence: "a generator keeps nothing of what it has yielded",
		Advice:   "let nothing grow with the rows, make no room for all of them, and do not recurse for each row",
		Hints: Hints{
			Any: {
				"What does your function still hold of row 1 when it is at row 200,000?",
				"No slice and no map should grow with the rows: each value is yielded and then forgotten.",
			},
			Batches: {
				"What does your function still hold of the first batch when it is at the last?",
				"Hold one batch at a time: yield it, begin a new one, and let nothing else grow with the rows.",
			},
			Pages: {
				"What does your function still hold of the first page when it is at the last?",
				"Hold one page at a time: yield it, fetch the next, and let nothing else grow with the rows.",
			},
		},
	},
	{
		Name: "is_frugal", Group: Lazy, Weight: 1,
		Follows:  []string{"gives_its_connection_back_on_break"},
		Sentence: "a generator asks the server only for what it yields, and only once",
		Advice:   "name the columns you yield in the SELECT, and ask for each row once",
		Hints: Hints{
			Any: {
				"Count the queries, and the columns that come back. Which of them does the loop need?",
				"Name the columns that you yield, and no others, and send one query for each range.",
			},
			Pages: {
				"Count the calls of {from}. Does one of them fetch rows that another has fetched?",
				"Call {from} once for each page, and yield the page that it returned.",
			},
			Over: {
				"How often does your function range over {from}?",
				"Range over {from} once, and do everything in that one loop.",
			},
		},
	},
	{
		Name: "yields_fresh_values", Group: Results, Weight: 2, Telling: true,
		Sentence: "the loop can keep or change a value, and neither that value nor the next one is affected",
		Advice:   "make a new slice or variable for each step, so that no two steps share memory",
		Hints: Hints{
			Rows: {
				"Collect all values in a slice, and print them after the loop. Do they still differ?",
				"Yield the value that you scanned, and no pointer or slice into which the next row is scanned.",
			},
			Batches: {
				"Collect all batches in a slice, and print them after the loop. Do they still differ?",
				"After each yield, make a new slice: batch = nil. batch[:0] and batch[len(batch):] share the old memory.",
			},
			Pages: {
				"Collect all pages in a slice, and print them after the loop. Do they still differ?",
				"Yield the slice that {from} returned, and copy no other page into it later.",
			},
			Over: {
				"Collect all values in a slice, and print them after the loop. Do they still differ?",
				"Yield the value itself, and no pointer or slice that the next step changes.",
			},
		},
	},
	{
		Name: "lets_the_loop_take_its_time", Group: Results, Weight: 1,
		Sentence: "a generator waits for its loop and for the server, however long that takes",
		Advice:   "give the stream no time limit of your own: only the caller's context can end it",
		Hints: Hints{
			Any: {
				"The loop body takes an hour, and a row another one. Which time limit in your function runs out meanwhile?",
				"Use context.WithCancel, which has no time limit. The caller can set one, in the context that you get.",
			},
			Pages: {
				"The loop body takes an hour, and a row another one. Which time limit in your function runs out meanwhile?",
				"Give no page a time limit of its own: the caller can set one, in the context that you get.",
			},
			Over: {
				"The loop body takes an hour, and a row another one. Which time limit in your function runs out meanwhile?",
				"Range over {from} with the caller's context, and no time limit of your own.",
			},
		},
	},
	{
		Name: "obeys_a_break", Group: Release, Weight: 2,
		Sentence: "a generator never yields again after the loop has ended",
		Advice:   "return as soon as yield returns false",
		Hints: Hints{
			Any: {
				"What does yield return after a break in the loop body?",
				"if !yield(value, nil) { return }. After an error that you yield, return too.",
			},
			Over: {
				"What does yield return after a break in the loop body?",
				"if !yield(value, nil) { return }. That ends {from} too. After an error that you yield, return too.",
			},
		},
	},
	{
		Name: "gives_its_connection_back_on_break", Group: Release, Weight: 3, Essential: true,
		Sentence: "a generator gives its connection back when the loop breaks, or iter.Pull2's stop is called",
		Advice:   "close what you open, such as rows, with defer, right after the check of the error",
		Hints: Hints{
			Any: {
				"After a break, print db.Stats().InUse. What closes the rows?",
				"The line after the check of the query's error is defer rows.Close().",
			},
			Pages: {
				"After a break, print db.Stats().InUse. What is still open between two pages?",
				"{from} gives its connection back before it returns. Open nothing more, and return when yield returns false.",
			},
			Over: {
				"After a break, print db.Stats().InUse. How does {from} learn of the break?",
				"Return from inside the loop over {from}. That ends {from}, which closes what it opened.",
			},
		},
	},
	{
		Name: "gives_its_connection_back_on_panic", Group: Release, Weight: 1,
		Sentence: "a generator gives its connection back when the loop body panics, and lets the panic pass",
		Advice:   "close by defer, which runs on a panic too, and not after the loop alone; recover from nothing",
		Hints: Hints{
			Any: {
				"A panic in the loop body runs through your function too. What in your function still runs then?",
				"Only what is deferred runs on a panic: defer rows.Close(), and do not wait until after the loop.",
			},
			Pages: {
				"A panic in the loop body runs through your function too. What is open in your function then?",
				"{from} has closed everything by then. Open nothing more in your function, and do not recover.",
			},
			Over: {
				"A panic in the loop body passes through your function, and through {from}. What runs there on the way?",
				"What {from} deferred runs on a panic too. Range over it in a plain loop, and do not recover.",
			},
		},
	},
	{
		Name: "gives_its_connection_back_at_the_end", Group: Release, Weight: 1,
		Sentence: "a generator gives its connection back when it ends, at the last row or at an error",
		Advice:   "close with defer, which runs on every way out; if there is a transaction, end it in the same way",
		Hints: Hints{
			Any: {
				"Range to the end, and print db.Stats().InUse. Rows close themselves at their end. What else did you open?",
				"A transaction, a connection or a statement must be closed on every way out, also after an error: defer it.",
			},
			Pages: {
				"Range to the end, and print db.Stats().InUse. What does {from} leave open?",
				"{from} closes what it opens on every way out, also after an error. Open nothing more in your function.",
			},
			Over: {
				"Range to the end, and print db.Stats().InUse. What did you open yourself?",
				"{from} closes what it opens. Open nothing more in your function, and start no goroutine.",
			},
		},
	},
	{
		Name: "breaks_without_reading_the_rest", Group: Release, Weight: 3,
		Follows:  []string{"is_lazy", "obeys_a_break"},
		Sentence: "after a break a generator does not read the rest of the result",
		Advice:   "query with a context of your own, and cancel it before rows.Close runs: defer the cancel after the Close",
		Hints: Hints{
			Any: {
				"rows.Close() reads the rest of the result. How long does that take with ten million rows left?",
				"When the query's context is cancelled, the rest is not read. Make one for it with context.WithCancel.",
				"Deferred calls run last first. Write defer rows.Close(), and on the next line defer cancel().",
			},
			Pages: {
				"How many rows does one call of {from} ask the server for?",
				"Ask for one page and no more. When yield returns false, return: nothing is left to read.",
			},
			Over: {
				"A break has to reach the query below {from}. What do you do when yield returns false?",
				"Return from inside the loop over {from}. How {from} then stops its query is another check.",
			},
		},
	},
	{
		Name: "leaves_the_handle_as_it_was", Group: Release, Weight: 1,
		Sentence: "a generator leaves the caller's handle, its settings and its sessions as they were",
		Advice:   "change no setting of db, never close it, and end what you begin in a session",
		Hints: Hints{
			Any: {
				"Which settings of the handle, or of the connection that goes back to it, are different after a range?",
				"Change no setting of the pool or the session, and do not close db: it is the caller's. End what you begin.",
			},
			Pages: {
				"Which settings of the handle, or of the connection that goes back to it, are different after {from}?",
				"{from} and your function only query. They change no setting, do not close db, and leave no transaction open.",
			},
			Over: {
				"Which settings of the handle are different after a range? Did your function or {from} change them?",
				"Do nothing with db except to pass it to {from}.",
			},
		},
	},
	{
		Name: "only_reads", Group: Release, Weight: 1,
		Sentence: "a generator reads: it writes nothing, and locks no row, table or name",
		Advice:   "send a plain SELECT, without FOR UPDATE and the like",
		Hints: Hints{
			Any: {
				"Print the statements that you send. Which of them lock or write something?",
				"A plain SELECT locks nothing and writes nothing. Send nothing else.",
			},
			Pages: {
				"Print the statements that {from} sends. Which of them lock or write something?",
				"{from} sends one plain query, which locks nothing and writes nothing. Send nothing else.",
			},
			Over: {
				"Does your function send statements of its own? Does {from} lock or write something?",
				"Send no statement of your own. The one that {from} sends is a plain query, which locks and writes nothing.",
			},
		},
	},
	{
		Name: "reports_a_failed_connection", Group: Errors, Weight: 1,
		Sentence: "a generator yields the error of a connection that cannot be made",
		Advice:   "yield the error that you get, wrapped with %w, and return",
		Hints: Hints{
			Any: {
				"db.QueryContext connects to the server if it has to. What does it return when it cannot?",
				"Yield the zero value with fmt.Errorf(\"query the table: %w\", err), and return.",
			},
			Pages: {
				"What does {from} return when the server cannot be reached?",
				"Right after the call of {from}: if err != nil { yield(nil, err); return }.",
			},
			Over: {
				"What does {from} yield when the server cannot be reached?",
				"First thing in the loop over {from}: if err != nil, yield it with the zero value, and return.",
			},
		},
	},
	{
		Name: "reports_a_failed_query", Group: Errors, Weight: 1,
		Sentence: "a generator yields the error of its query",
		Advice:   "yield the error that you get, wrapped with %w, and return",
		Hints: Hints{
			Any: {
				"What happens to the error of db.QueryContext?",
				"Yield the zero value with fmt.Errorf(\"query the table: %w\", err), and return.",
			},
			Pages: {
				"What happens to the error that {from} returns?",
				"Right after the call of {from}: if err != nil { yield(nil, err); return }.",
			},
			Over: {
				"What happens to an error that {from} yields?",
				"First thing in the loop over {from}: if err != nil, yield it with the zero value, and return.",
			},
		},
	},
	{
		Name: "reports_an_error_between_rows", Group: Errors, Weight: 3,
		Sentence: "a generator yields the rows before an error, then the error, once and last",
		Advice:   "yield the error that ends the rows, from rows.Err() or from the function that you call, once and last",
		Hints: Hints{
			Rows: {
				"rows.Next returns false at the end of the rows, and also when something fails. How can you tell which it was?",
				"After the loop: if err := rows.Err(); err != nil, yield it with the zero value, last, whichever error it is.",
			},
			Batches: {
				"rows.Next returns false at the end of the rows, and also when something fails. How can you tell which it was?",
				"After the loop, check rows.Err() first: yield nil and the error, and return. Then yield what is left.",
			},
			Pages: {
				"A page that could not be read whole is not the last page. How does {from} tell you?",
				"Check the error of {from} before you use the page: yield nil and the error, and return.",
			},
			Over: {
				"{from} yields an error in the middle of the table. What has your generator yielded by then?",
				"Yield the error with the zero value, and return. You have already yielded what came before it.",
			},
		},
	},
	{
		Name: "reports_a_row_it_cannot_scan", Group: Errors, Weight: 1,
		Sentence: "a generator yields the error of a row that it cannot scan, once and last",
		Advice:   "yield the error of the scan, or of the function that you call, and return",
		Hints: Hints{
			Any: {
				"What happens to the error of rows.Scan?",
				"Yield it with the zero value, wrapped with %w, and return: nothing can follow an error.",
			},
			Pages: {
				"A row of the page cannot be scanned. What does {from} return?",
				"Yield nil and the error of {from}, and return: nothing can follow an error.",
			},
			Over: {
				"A row cannot be scanned, and {from} yields an error. What do you do with it?",
				"Yield it with the zero value, and return: nothing can follow an error.",
			},
		},
	},
	{
		Name: "reports_an_error_after_the_last_row", Group: Errors, Weight: 2,
		Follows:  []string{"is_lazy"},
		Sentence: "a generator yields an error that comes after the last row",
		Advice:   "check for an error from rows.Err(), or from the function that you call, even when every row has come",
		Hints: Hints{
			Any: {
				"All rows have come, and then the server reports an error. Do you check for it?",
				"Always check rows.Err() after the loop. Its error is the last pair.",
			},
			Pages: {
				"The last page has all its rows, and then the server reports an error. What does {from} return?",
				"Check the error of {from} after each call, also the last, and yield it with nil.",
			},
			Over: {
				"All rows have come, and then {from} yields an error. Do you check for it?",
				"Check the error in each step of the loop over {from}, also the last, and yield it with the zero value.",
			},
		},
	},
	{
		Name: "reports_a_cut_connection", Group: Errors, Weight: 1,
		Follows:  []string{"is_lazy"},
		Sentence: "a generator yields an error when the connection is cut in the middle",
		Advice:   "yield the error from rows.Err(), or from the function that you call, whatever it says",
		Hints: Hints{
			Any: {
				"The network fails in the middle of the table. Does your generator just end, as if that were all?",
				"rows.Err() knows. Check it after the loop, and yield its error.",
			},
			Pages: {
				"The network fails between two pages. Does your generator just end, as if that were all?",
				"{from} returns an error then. Yield it with nil, and return.",
			},
			Over: {
				"The network fails in the middle of the table. Does your generator just end, as if that were all?",
				"{from} yields an error then. Yield it with the zero value, and return.",
			},
		},
	},
	{
		Name: "stops_when_cancelled", Group: Errors, Weight: 2,
		Follows:  []string{"is_lazy"},
		Sentence: "a generator ends soon after its context is cancelled, with the context's error",
		Advice:   "pass the context that you were given, or one derived from it, to everything that queries",
		Hints: Hints{
			Any: {
				"Which context does the query get?",
				"Give the query the caller's context, or one derived from it. Then rows.Next() ends, and rows.Err() says why.",
			},
			Pages: {
				"Which context does {from} get?",
				"Call {from} with the caller's context. When that ends, {from} returns its error: yield it.",
			},
			Over: {
				"Which context does {from} get?",
				"Call {from} with the caller's context. When that ends, {from} yields its error: yield it too, and return.",
			},
		},
	},
	{
		Name: "does_not_wait_for_a_silent_server", Group: Errors, Weight: 1,
		Follows:  []string{"gives_its_connection_back_on_break"},
		Sentence: "a generator ends with its context even while the server does not answer",
		Advice:   "pass the context that you were given, or one derived from it, to everything that queries",
		Hints: Hints{
			Any: {
				"The server does not answer any more, and the caller's time is up. How does the query learn of that?",
				"Give the query the caller's context, or one derived from it, and never context.Background().",
			},
			Pages: {
				"The server does not answer any more, and the caller's time is up. How does {from} learn of that?",
				"Call {from} with the caller's context, and never with context.Background().",
			},
			Over: {
				"The server does not answer any more, and the caller's time is up. How does {from} learn of that?",
				"Call {from} with the caller's context, and never with context.Background().",
			},
		},
	},
	{
		Name: "ranges_twice", Group: Results, Weight: 2,
		Follows:  []string{"obeys_a_break"},
		Sentence: "each range over a generator starts from the beginning",
		Advice:   "keep all state (query, offset, batch) inside the function that is returned",
		Hints: Hints{Any: {
			"Range twice over the same generator. Where does the second range begin?",
			"Declare whatever changes while you range inside the function that is returned, so that it begins anew.",
		}},
	},
	{
		Name: "ranges_side_by_side", Group: Results, Weight: 1,
		Follows:  []string{"obeys_a_break"},
		Sentence: "two ranges over a generator at once do not disturb each other",
		Advice:   "keep all state (query, offset, batch) inside the function that is returned",
		Hints: Hints{Any: {
			"Two ranges over the same generator run at once. What do they share?",
			"Declare whatever changes while you range inside the function that is returned, so that each range has its own.",
		}},
	},
}
