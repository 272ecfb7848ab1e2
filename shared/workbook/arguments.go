package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// arguments accepts one argument for each name. An error says which is missing by its name.
func arguments(names ...string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > len(names) {
			return usageError{fmt.Errorf("unexpected argument %q", args[len(names)])}
		}
		if len(args) < len(names) {
			return usageError{fmt.Errorf("%s is missing", names[len(args)])}
		}
		return nil
	}
}

// atMostOne accepts one argument or none.
func atMostOne(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usageError{fmt.Errorf("unexpected argument %q", args[1])}
	}
	return nil
}

// aCommand accepts no argument of the command without a name: it would be one that there is not.
func aCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if slices.Contains([]string{"hint", "hints"}, args[0]) { // for its letters, it would be "list"
		return usageError{fmt.Errorf("there is no command %q, but check 1 --hint 2", args[0])}
	}
	if like := c.SuggestionsFor(args[0]); len(like) > 0 {
		return usageError{fmt.Errorf("there is no command %q, but %s", args[0], strings.Join(like, ", "))}
	}
	return usageError{fmt.Errorf("there is no command %q", args[0])}
}
