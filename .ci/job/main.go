// Job reads a Job of Kubernetes from standard input, and prints the script that its container runs. It fails where the
// API would not take the Job: for a field that there is not, or a value of another type.
package main

import (
	"fmt"
	"io"
	"os"

	batch "k8s.io/api/batch/v1"
	"sigs.k8s.io/yaml"
)

func main() {
	text, err := io.ReadAll(os.Stdin)
	var job batch.Job
	if err == nil {
		err = yaml.UnmarshalStrict(text, &job)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(job.Spec.Template.Spec.Containers[0].Args[0])
}
