// Job reads a Job of Kubernetes from standard input, and says what the API would not take: a field that there is not,
// or a value of another type.
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
	if err == nil {
		err = yaml.UnmarshalStrict(text, new(batch.Job))
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
