package main_test

import (
	"testing"

	"example.com/generators/shared/laws/rules"
)

func TestRules(t *testing.T) { rules.Check(t) }
