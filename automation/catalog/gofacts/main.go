// Command gofacts reports what the handlers of a Go module read and call, without compiling them: environment variables,
// indexes, path parameters and claims of the code that each handler reaches, and errors of the compiler.
//
// It reads a Request as JSON on stdin and writes a Report as JSON on stdout. Packages of other modules are not
// read: their names are known, their types are not.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

// Request is the module to read, with its programs.
type Request struct {
	// Module is the folder that has go.mod.
	Module string `json:"module"`
	// Architecture is the GOARCH that handlers are built for.
	Architecture string `json:"architecture"`
	// Programs are the handlers of the catalog. Main packages below cmd/handlers are read in addition.
	Programs []Program `json:"programs"`
}

// Program is a handler, with a name that the caller chose.
type Program struct {
	Name string `json:"name"`
	// Folder is relative to the module.
	Folder string `json:"folder"`
	// Sources are its files; empty for the whole package.
	Sources []string `json:"sources"`
}

// Report contains the facts of all handlers.
type Report struct {
	// Handlers are by name: a folder such as cmd/handlers/users/get, or the name of a Program.
	Handlers map[string]Handler `json:"handlers"`
	// Folders are all folders that were read, relative to the module. The report is the same while their Go files are the
	// same and no handler is added.
	Folders []string `json:"folders"`
}

// Handler contains the reads and calls of one handler, in the order of their positions.
type Handler struct {
	// Errors are errors of the compiler that are found without other modules. All other fields are empty then.
	Errors []Problem `json:"errors"`
	// Reads are environment variables.
	Reads []Read `json:"reads"`
	// Parameters are path parameters.
	Parameters []Choice `json:"parameters"`
	// Claims are claims of the token.
	Claims []Choice `json:"claims"`
	// Context are values that a Lambda authorizer returned.
	Context []Choice `json:"context"`
	// Calls are operations of AWS.
	Calls []Call `json:"calls"`
}

// Problem is an error of the compiler.
type Problem struct {
	At      string `json:"at"`
	Message string `json:"message"`
}

// Read is a name that is read, with file and line of the name.
type Read struct {
	Name string `json:"name"`
	At   string `json:"at"`
}

// Choice is a list of alternative names, usually one.
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
	// Tables are variables that may contain the table's name; empty where that is unknown.
	Tables []string `json:"tables"`
	// Index is the literal name of the index; empty where there is none, or where it is unknown.
	Index string `json:"index"`
	// Key are the attributes of the key, where the request has a literal one.
	Key []string `json:"key"`
	// Template and ConfigurationSet are names in SES; {NAME} stands for the value of a variable.
	Template         string `json:"template"`
	ConfigurationSet string `json:"configurationSet"`
}

func main() {
	// The process runs for a second: garbage collection would cost more than memory.
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
