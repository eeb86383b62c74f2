// Command gofacts says what the handlers of a Go module read and call, without compiling them: the environment
// variables, indexes, path parameters and claims of the code that each handler reaches, and what does not compile.
//
// It reads a Request as JSON on stdin and writes a Report as JSON on stdout. Packages from outside the module are not
// read: their names are known, their types are not.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

// Request says what to read.
type Request struct {
	// Module is the folder that has go.mod.
	Module string `json:"module"`
	// Architecture is the GOARCH that handlers are built for.
	Architecture string `json:"architecture"`
	// Programs are the handlers that there should be. Main packages below cmd/handlers are read besides.
	Programs []Program `json:"programs"`
}

// Program is a handler by a name of the caller's.
type Program struct {
	Name string `json:"name"`
	// Folder is relative to the module.
	Folder string `json:"folder"`
	// Sources are the files that it is built from; all of the package where there are none.
	Sources []string `json:"sources"`
}

// Report is what was found.
type Report struct {
	// Handlers are by name: a folder such as cmd/handlers/users/get, or the name of a Program.
	Handlers map[string]Handler `json:"handlers"`
	// Folders are all that was looked into, relative to the module: as long as their Go files are the same, and no
	// handler is added, so is the report.
	Folders []string `json:"folders"`
}

// Handler is what one handler reads and calls, in the order of the places where it does.
type Handler struct {
	// Errors are why it does not compile, as far as that shows without its dependencies. The rest is empty then.
	Errors []Problem `json:"errors"`
	// Reads are environment variables.
	Reads []Read `json:"reads"`
	// Parameters are path parameters.
	Parameters []Choice `json:"parameters"`
	// Claims are claims of the token.
	Claims []Choice `json:"claims"`
	// Context is what a Lambda authorizer returned.
	Context []Choice `json:"context"`
	// Calls are operations of AWS.
	Calls []Call `json:"calls"`
}

// Problem is an error of the compiler.
type Problem struct {
	At      string `json:"at"`
	Message string `json:"message"`
}

// Read is a name that is read, and the file and line where the name stands.
type Read struct {
	Name string `json:"name"`
	At   string `json:"at"`
}

// Choice is several names of which one is enough; most often there is one.
type Choice struct {
	Names []string `json:"names"`
	At    string   `json:"at"`
}

// Call is a request of an operation.
type Call struct {
	// Service is the SDK's package, Operation the API's name: dynamodb, Query.
	Service   string `json:"service"`
	Operation string `json:"operation"`
	At        string `json:"at"`
	// Tables are variables that may hold the table's name; empty where that does not show.
	Tables []string `json:"tables"`
	// Index is the literal name of the index; empty where there is none, or it does not show.
	Index string `json:"index"`
	// Key are the attributes of the key, where the request has a literal one.
	Key []string `json:"key"`
	// Template and ConfigurationSet are names in SES; {NAME} stands for the value of a variable.
	Template         string `json:"template"`
	ConfigurationSet string `json:"configurationSet"`
}

func main() {
	// It lives for a second: memory is cheaper than collecting it.
	debug.SetGCPercent(400)
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	var request Request
	if err := json.NewDecoder(in).Decode(&request); err != nil {
		return fmt.Errorf("request: %w", err)
	}
	report, err := analyse(request)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(report)
}
