package rules

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
)

// safeNames are what may be used of packages that have more than that: functions, types and variables of the package,
// and methods. What is missing here leads to a driver, to a handle of one's own, or to a socket.
var safeNames = map[string][]string{
	"database/sql": {
		"ColumnType", "Conn", "DB", "DBStats", "ErrConnDone", "ErrNoRows", "ErrTxDone", "IsolationLevel", "LevelDefault",
		"LevelLinearizable", "LevelReadCommitted", "LevelReadUncommitted", "LevelRepeatableRead", "LevelSerializable",
		"LevelSnapshot", "LevelWriteCommitted", "Named", "NamedArg", "Null", "NullBool", "NullByte", "NullFloat64",
		"NullInt16", "NullInt32", "NullInt64", "NullString", "NullTime", "Out", "RawBytes", "Result", "Row", "Rows",
		"Scanner", "Stmt", "Tx", "TxOptions",
		// methods
		"Begin", "BeginTx", "Close", "ColumnTypes", "Columns", "Commit", "DatabaseTypeName", "DecimalSize", "Err", "Exec",
		"ExecContext", "LastInsertId", "Length", "Name", "Next", "NextResultSet", "Nullable", "Ping", "PingContext",
		"Prepare", "PrepareContext", "Query", "QueryContext", "QueryRow", "QueryRowContext", "Rollback", "RowsAffected",
		"Scan", "SetConnMaxIdleTime", "SetConnMaxLifetime", "SetMaxIdleConns", "SetMaxOpenConns", "Stats", "StmtContext",
		"String", "Value",
	},
	"database/sql/driver": {
		"Bool", "DefaultParameterConverter", "ErrBadConn", "ErrRemoveArgument", "ErrSkip", "Int32", "IsScanValue",
		"IsValue", "NamedValue", "NotNull", "Null", "Result", "ResultNoRows", "RowsAffected", "String", "Value",
		"ValueConverter", "Valuer",
		// methods
		"ConvertValue", "LastInsertId",
	},
	driverPackage: {
		"ErrBusyBuffer", "ErrInvalidConn", "ErrMalformPkt", "ErrPktSync", "ErrPktSyncMul", "ErrPktTooLarge", "MySQLError",
		// methods
		"Error", "Is",
	},
	"os": {
		"File", "Stderr", "Stdout",
		// methods
		"Write", "WriteString",
	},
	"seed": {
		"Ahead", "CheckTable", "CollectUsers", "CreateDatabase", "CreateTable", "ErrNoUsers", "ErrNotSeeded", "Explain",
		"InsertData", "ReadUsers", "TableExists", "User",
		// what exercise 0 has in its own package; files were written for these, so they stay as they are
		"checkID", "checkText", "decoded", "explain", "maxAge", "maxText", "nameBasedID", "newUserReader", "next",
		"parseAge", "parseError", "quote", "separator", "userReader",
	},
}

// safeMethods are the methods, beside those of handles, for which a value may be asked whose type nobody has declared.
// A file of the tests or a connection would have others too.
var safeMethods = []string{
	"As", "Error", "Is", "Temporary", "Timeout", "Unwrap", // of errors
	"Peek", "Read", "ReadAt", "ReadByte", "ReadFrom", "ReadRune", "ReadString", "Seek", "UnreadByte", "UnreadRune",
	"Write", "WriteByte", "WriteRune", "WriteString", "WriteTo", // of readers and writers
	"Format", "GoString", "Len", "Less", "MarshalJSON", "MarshalText", "Pop", "Push", "Swap", "UnmarshalJSON",
	"UnmarshalText", // of values that are printed, sorted or encoded
}

// reach reports what gets around the database handle that the exercise is given: to the driver beneath it, where no law
// sees what happens, or to a handle of its own.
var reach = &analysis.Analyzer{
	Name: "reach",
	Doc: `report uses of what leads around the given database handle

A handle of one's own, or the driver below one, talks to the database where
nobody sees it:

	// WRONG
	func StreamUsers(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
		db, err := seed.Open(ctx)
		...

The caller chooses the database:

	// RIGHT
	func StreamUsers(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
		return func(yield func(seed.User, error) bool) {
			rows, err := db.QueryContext(ctx, query)
			...`,
	RunDespiteErrors: true,
	Run: func(pass *analysis.Pass) (any, error) {
		unsafe := func(object types.Object) bool { return !safe(pass, object) }
		eachUse(pass, unsafe, func(name *ast.Ident, object types.Object) {
			pass.Reportf(name.Pos(), "a use of %s", object.Name())
		})
		for _, file := range pass.Files {
			for node := range ast.Preorder(file) {
				for _, asked := range askedFor(pass.TypesInfo, node) {
					reportAsked(pass, node, asked)
				}
			}
		}
		return nil, nil
	},
}

// safe reports whether an object may be used: the student's own, or of a package of which all or this is safe. Packages
// that may not be imported are for another rule.
func safe(pass *analysis.Pass, object types.Object) bool {
	pkg := object.Pkg()
	if pkg == nil || declares(pass, object) {
		function, isFunc := object.(*types.Func) // by an interface of the student's own, a handle would be asked for it
		return !isFunc || !isMethodOfInterface(function) || !slices.Contains(hidden, function.Name())
	}
	if variable, ok := object.(*types.Var); ok && variable.Parent() != pkg.Scope() {
		return true // a field of what may be used
	}
	key := pkg.Path()
	if pkg.Name() == "seed" { // imported, or the one that exercise 0 is part of
		key = pkg.Name()
	}
	names, some := safeNames[key]
	return slices.Contains(names, object.Name()) || !some && object.Name() != "main" // with which the program ends
}

// hidden are the methods of a handle, and of a file, that are not safe.
var hidden = []string{
	"Driver", "Raw", "ScanType",
	"Chdir", "Chmod", "Chown", "Fd", "ReadDir", "Readdir", "Readdirnames", "SetDeadline", "SetReadDeadline",
	"SetWriteDeadline", "Stat", "Sync", "SyscallConn", "Truncate", "WriteAt",
}

func isMethodOfInterface(function *types.Func) bool {
	receiver := function.Signature().Recv()
	return receiver != nil && types.IsInterface(receiver.Type())
}

// declares reports whether the student's files declare an object.
func declares(pass *analysis.Pass, object types.Object) bool {
	return object.Pkg() == pass.Pkg && slices.ContainsFunc(pass.Files, func(file *ast.File) bool {
		return file.FileStart <= object.Pos() && object.Pos() <= file.FileEnd
	})
}

// askedFor returns the types that a node asks a value for: if it is an interface, what answers may be of any type.
func askedFor(info *types.Info, node ast.Node) (asked []types.Type) {
	switch node := node.(type) {
	case *ast.TypeAssertExpr:
		if node.Type != nil {
			asked = append(asked, info.TypeOf(node.Type))
		}
	case *ast.TypeSwitchStmt:
		for _, clause := range node.Body.List {
			for _, expr := range clause.(*ast.CaseClause).List {
				asked = append(asked, info.TypeOf(expr))
			}
		}
	case *ast.Ident: // a generic function may ask for its type arguments
		for arg := range info.Instances[node].TypeArgs.Types() {
			asked = append(asked, arg)
		}
	case *ast.CallExpr:
		if callee := typeutil.Callee(info, node); callee == nil || callee.Pkg() == nil || callee.Pkg().Path() != "errors" {
			return nil
		}
		for _, arg := range node.Args { // the target of errors.As
			if pointer, ok := info.TypeOf(arg).(*types.Pointer); ok {
				asked = append(asked, pointer.Elem())
			}
		}
	}
	return asked
}

// reportAsked reports the first method that a value is asked for and that is not safe. One that is not exported only a
// type of the student's own package has; those of an interface of another package are that one's.
func reportAsked(pass *analysis.Pass, node ast.Node, asked types.Type) {
	if asked == nil || !types.IsInterface(asked) {
		return
	}
	if named, ok := types.Unalias(asked).(*types.Named); ok && !declares(pass, named.Obj()) {
		return
	}
	for method := range asked.Underlying().(*types.Interface).Methods() {
		if method.Exported() && !slices.Contains(safeMethods, method.Name()) &&
			!slices.Contains(safeNames["database/sql"], method.Name()) {
			pass.Reportf(node.Pos(), "a value asked for the method %s", method.Name())
			return
		}
	}
}
