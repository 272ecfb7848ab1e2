package loops

func count(n int) (sum int) {
	for i := 0; i < n; i++ { // want `loop number 3`
		sum += i
	}
	wait := func() {
		for { // want `loop number 4`
		}
	}
	_ = wait
again:
	sum++
	if sum < n {
		goto again // want `a goto, which is a loop in disguise`
	}
	switch {
	case sum > 0:
		break // no loop
	}
	return sum
}
