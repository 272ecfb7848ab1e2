#!/usr/bin/env bash
# The same as an evaluation, without a grade.
cat >vpl_execution <<'END'
#!/bin/sh
/opt/generators/evaluate | grep -v -e '^Grade :=>>' -e '^<|--$' -e '^--|>$'
END
chmod +x vpl_execution
