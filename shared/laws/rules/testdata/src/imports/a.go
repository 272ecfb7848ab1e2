package imports

import (
	"context"
	_ "database/sql" // such names bring in nothing that may not be used
	"fmt"
	"io"
	"log"
	"net/http" // want `an import of "net/http"`
	"net/url"  // allowed here
	. "strings"
	str "strings"
	"unsafe" // want `an import of "unsafe"`
)

var (
	_ context.Context
	_ fmt.Stringer
	_ io.Reader
	_ log.Logger
	_ url.URL
	_ http.Client
	_ Builder
	_ str.Builder
	_ unsafe.Pointer
)
