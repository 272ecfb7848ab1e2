#!/usr/bin/env bash
# PrairieLearn runs this in a new container, for each submission.
set -euo pipefail
export GOCACHE=/generators/cache GOPROXY=off GOTOOLCHAIN=local
work=$(mktemp -d)
mkdir -p "$work/submissions" /grade/results
cp -r /grade/student "$work/submissions/student"
cd /generators/workbook
if go tool workbook grade "$work/submissions" -o "$work/out"; then
	cp "$work/out/students/student/prairielearn.json" /grade/results/results.json
else # the log says why
	echo '{"gradable": false, "message": "not graded, since the machine failed: tell your instructor"}' >/grade/results/results.json
fi
