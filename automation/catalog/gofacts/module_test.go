package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const sdk = "github.com/aws/aws-sdk-go-v2"

// source is the beginning of most handlers in the tests.
const source = `package main

import (
	"os"

	"github.com/aws/aws-lambda-go/events"
	"` + sdk + `/aws"
	"` + sdk + `/service/dynamodb"
	"` + sdk + `/service/dynamodb/types"
	"` + sdk + `/service/sesv2"
	"example.com/backend/lib"
)

var _ = os.Getenv
var _ events.APIGatewayV2HTTPRequest
var _ = aws.String
var _ dynamodb.Client
var _ types.AttributeValue
var _ sesv2.Client
var _ = lib.Nothing

`

// library is the beginning of the package that they import.
const library = "package lib\n\nimport \"os\"\n\nvar _ = os.Args\n\nfunc Nothing() {}\n"

// handlers reads a module with these files, by path.
func handlers(t *testing.T, files map[string]string) map[string]Handler {
	t.Helper()
	root := t.TempDir()
	if files["go.mod"] == "" {
		write(t, root, "go.mod", "module example.com/backend\n\ngo 1.24\n")
	}
	for name, text := range files {
		write(t, root, name, text)
	}
	report, err := analyse(Request{Module: root, Architecture: "arm64"})
	if err != nil {
		t.Fatal(err)
	}
	byFolder := map[string]Handler{}
	for name, found := range report.Handlers {
		byFolder[strings.TrimPrefix(name, "cmd/handlers/")] = found
	}
	return byFolder
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// handler reads one handler with this code below its imports, and this code in package lib.
func handler(t *testing.T, code, inLibrary string) Handler {
	t.Helper()
	found := handlers(t, map[string]string{
		"cmd/handlers/users/get/main.go": source + code, "lib/lib.go": library + inLibrary,
	})["users/get"]
	if len(found.Errors) > 0 {
		t.Fatal(found.Errors)
	}
	return found
}

func names(reads []Read) string {
	var all []string
	for _, read := range reads {
		all = append(all, read.Name)
	}
	return strings.Join(all, " ")
}

func choices(all []Choice) string {
	var texts []string
	for _, choice := range all {
		texts = append(texts, strings.Join(choice.Names, "|"))
	}
	return strings.Join(texts, " ")
}

func equal(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHandlersAreFoldersWithAMainPackage(t *testing.T) {
	found := handlers(t, map[string]string{
		"cmd/handlers/users/get/main.go":        "package main\n\nfunc main() {}\n",
		"cmd/handlers/users/admin/list/main.go": "package main\n\nfunc main() {}\n",
		"cmd/handlers/users/shared/shared.go":   "package shared\n",
		"cmd/handlers/users/tests/main_test.go": "package main\n",
		"cmd/handlers/users/other/main.go":      "//go:build windows\n\npackage main\n",
	})
	if len(found) != 2 {
		t.Errorf("%v", found)
	}
}

func TestFilesAreThoseOfABuildForLambda(t *testing.T) {
	const read = "package main\n\nimport \"os\"\n\nvar _ = os.Getenv(\"NAME\")\n"
	for name, text := range map[string]string{
		"more_windows.go": strings.Replace(read, "NAME", "WINDOWS", 1),
		"more_amd64.go":   strings.Replace(read, "NAME", "AMD", 1),
		"more_test.go":    strings.Replace(read, "NAME", "TEST", 1),
		"more_linux.go":   strings.Replace(read, "NAME", "LINUX", 1),
		"more_arm64.go":   strings.Replace(read, "NAME", "ARM", 1),
		"norpc.go":        "//go:build lambda.norpc\n\n" + strings.Replace(read, "NAME", "NORPC", 1),
		"ignored.go":      "//go:build ignore\n\n" + strings.Replace(read, "NAME", "IGNORED", 1),
	} {
		t.Run(name, func(t *testing.T) {
			found := handlers(t, map[string]string{
				"cmd/handlers/users/get/main.go": "package main\n\nfunc main() {}\n", "cmd/handlers/users/get/" + name: text,
			})["users/get"]
			want := map[string]string{"more_linux.go": "LINUX", "more_arm64.go": "ARM", "norpc.go": "NORPC"}[name]
			equal(t, names(found.Reads), want)
		})
	}
}

func TestSourcesNameTheFilesOfAHandler(t *testing.T) {
	root := t.TempDir()
	write(t, root, "go.mod", "module example.com/backend\n")
	write(t, root, "cmd/handlers/users/get/main.go", "package main\n\nfunc main() {}\n")
	write(t, root, "cmd/handlers/users/get/old.go", "package main\n\nfunc main() {}\n")
	report, err := analyse(Request{
		Module: root, Architecture: "arm64",
		Programs: []Program{{Name: "one file", Folder: "cmd/handlers/users/get", Sources: []string{"main.go"}}},
	})
	if err != nil || len(report.Handlers["one file"].Errors) != 0 || len(report.Handlers["cmd/handlers/users/get"].Errors) != 1 {
		t.Error(report, err)
	}
}

func TestProgramsMayBeAnywhere(t *testing.T) {
	root := t.TempDir()
	write(t, root, "go.mod", "module example.com/backend\n")
	write(t, root, "workers/sync/main.go", "package main\n\nimport \"os\"\n\nfunc main() { os.Getenv(\"A\") }\n")
	report, err := analyse(Request{
		Module: root, Architecture: "arm64", Programs: []Program{{Name: "sync", Folder: "workers/sync", Sources: []string{}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, names(report.Handlers["sync"].Reads), "A")
	equal(t, strings.Join(report.Folders, " "), "workers/sync")
}

func TestAProgramThatIsNoMainPackageIsAProblem(t *testing.T) {
	root := t.TempDir()
	write(t, root, "go.mod", "module example.com/backend\n")
	write(t, root, "cmd/handlers/users/get/get.go", "package get\n")
	write(t, root, "cmd/handlers/users/script/index.js", "")
	report, err := analyse(Request{
		Module: root, Architecture: "arm64",
		Programs: []Program{
			{Name: "cmd/handlers/users/get", Folder: "cmd/handlers/users/get"},
			{Name: "cmd/handlers/users/script", Folder: "cmd/handlers/users/script"},
			{Name: "cmd/handlers/users/none", Folder: "cmd/handlers/users/none"},
		},
	})
	if err != nil || len(report.Handlers) != 2 {
		t.Fatal(report, err)
	}
	equal(t, report.Handlers["cmd/handlers/users/get"].Errors[0].Message, "package get is no main package")
	equal(t, report.Handlers["cmd/handlers/users/script"].Errors[0].Message, "no Go files")
}

func TestReplacedModulesAreRead(t *testing.T) {
	found := handlers(t, map[string]string{
		"go.mod":                         "module example.com/backend\n\nrequire other.com/x v1.0.0\n\nreplace other.com/x => ./third/x\n",
		"cmd/handlers/users/get/main.go": "package main\n\nimport \"other.com/x\"\n\nfunc main() { x.Do() }\n",
		"third/x/x.go":                   "package x\n\nimport \"os\"\n\nfunc Do() { os.Getenv(\"THIRD\") }\n",
	})["users/get"]
	equal(t, names(found.Reads), "THIRD")
}
