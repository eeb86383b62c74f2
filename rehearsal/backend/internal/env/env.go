// Package env reads what the deployment gives a function.
package env

import (
	"log/slog"
	"os"
)

// Required gives the value of a variable that a function cannot do without. Where it is missing the function ends at
// its start, so that a wrong deployment shows at once and not with the first request that needs the value.
func Required(name string) string {
	value := os.Getenv(name)
	if value == "" {
		slog.Error("variable is not set", "variable", name)
		os.Exit(1)
	}
	return value
}
