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
		goto again // want `loop number 5, made by a goto`
	}
	if sum > 1000 {
		goto end // no loop: it goes on
	}
	switch {
	case sum > 0:
		break // no loop
	}
end:
	return sum
}
