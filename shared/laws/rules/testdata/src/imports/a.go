package imports

import (
	"context"
	_ "database/sql" // it brings in nothing that may not be used
	"fmt"
	"io"
	"log"
	"net/url"   // allowed here
	"os"        // want `an import of "os"`
	. "strings" // want `an import of "strings" as .`
	str "strings"
	"unsafe" // want `an import of "unsafe"`
)

var (
	_ context.Context
	_ fmt.Stringer
	_ io.Reader
	_ log.Logger
	_ url.URL
	_ os.File
	_ Builder
	_ str.Builder
	_ unsafe.Pointer
)
