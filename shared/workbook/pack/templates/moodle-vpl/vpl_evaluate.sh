#!/usr/bin/env bash
. vpl_environment.sh
rm -f vpl_environment.sh vpl_evaluate.sh vpl_run.sh common_script.sh
{
	echo '#!/bin/sh'
	echo "export VPL_GRADEMIN='$VPL_GRADEMIN' VPL_GRADEMAX='$VPL_GRADEMAX'"
	echo 'exec /opt/generators/evaluate'
} >vpl_execution
chmod +x vpl_execution
