package cli

import "fmt"

// number counts things: "1 file", "2 files".
func number(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
