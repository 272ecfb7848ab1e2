package loops

func each(words []string, yield func(string) bool) {
	for _, word := range words {
		for range word { // the last that is allowed
			if !yield(word) {
				return
			}
		}
	}
}
