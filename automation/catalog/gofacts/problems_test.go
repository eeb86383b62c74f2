package main

import "testing"

func TestProblemsAreThoseOfTheCompiler(t *testing.T) {
	for message, code := range map[string]string{
		"undefined: missing":            "func main() { missing() }",
		"undefined: lib.Missing":        "func main() { lib.Missing() }",
		"declared and not used: x":      "func main() { x := 1 }",
		"main redeclared in this block": "func main() {}\nfunc main() {}",
		"expected 'IDENT', found '{'":   "func {",
		"cannot use 1 (untyped int constant) as string value in variable declaration": "func main() { var x string = 1; _ = x }",
		"missing return": "func f() int {}\nfunc main() { f() }",
		"unknown field B in struct literal of type T":                   "type T struct{ A int }\nfunc main() { _ = T{B: 1} }",
		"T{}.missing undefined (type T has no field or method missing)": "type T struct{}\nfunc main() { T{}.missing() }",
		"function main is undeclared in the main package":               "func other() {}",
	} {
		t.Run(message, func(t *testing.T) {
			found := handlers(t, map[string]string{"cmd/handlers/users/get/main.go": source + code, "lib/lib.go": library})["users/get"]
			if len(found.Errors) != 1 || found.Errors[0].Message != message {
				t.Errorf("%+v", found.Errors)
			}
		})
	}
}

func TestImportsThatAreNotUsedAreProblems(t *testing.T) {
	for _, path := range []string{"net/http", "example.org/a/b", "example.com/backend/lib"} {
		t.Run(path, func(t *testing.T) {
			found := handlers(t, map[string]string{
				"cmd/handlers/users/get/main.go": "package main\n\nimport \"" + path + "\"\n\nfunc main() {}\n", "lib/lib.go": library,
			})["users/get"]
			if len(found.Errors) != 1 || found.Errors[0].Message != `"`+path+`" imported and not used` {
				t.Error(found.Errors)
			}
		})
	}
}

// Code that depends on types of other modules may be correct.
func TestTypesOfOtherModulesAreNotChecked(t *testing.T) {
	for what, code := range map[string]string{
		"a method of an embedded type":   "type T struct{ dynamodb.Client }\nfunc main() { T{}.Query() }",
		"a key of a literal":             "func main() { a := 1; _ = types.M{a: 2} }",
		"a variable in a type argument":  "func main() { type x int; _ = aws.Of[x]() }",
		"a panic with an unknown error":  "func f() int { panic(aws.Error()) }\nfunc main() { f() }",
		"several results of a call":      "func f(a, b int) {}\nfunc main() { f(aws.Two()) }",
		"an interface of another module": "type T struct{}\nvar _ aws.Doer = T{}\nfunc main() {}",
		"an error that is compared":      "func main() { if err := aws.Do(); err != nil { return } }",
	} {
		t.Run(what, func(t *testing.T) { handler(t, code, "") })
	}
}

func TestNamesOfOtherModulesAreGuessed(t *testing.T) {
	found := handlers(t, map[string]string{"cmd/handlers/users/get/main.go": `package main

import (
	"github.com/redis/go-redis/v9"
	"github.com/stripe/stripe-go/v76"
	"gopkg.in/yaml.v3"
	"example.org/unguessable"
)

func main() { redis.Do(); stripe.Do(); yaml.Do(); other.Do() }
`})["users/get"]
	if len(found.Errors) != 0 {
		t.Error(found.Errors)
	}
}

func TestProblemsOfImportedPackagesAreTheHandlers(t *testing.T) {
	found := handlers(t, map[string]string{
		"cmd/handlers/users/get/main.go":  source + "func main() {}\n",
		"cmd/handlers/users/list/main.go": "package main\n\nfunc main() {}\n",
		"lib/lib.go":                      library + "var x int = missing\n",
	})
	if errors := found["users/get"].Errors; len(errors) != 1 || errors[0].At != "lib/lib.go:8" {
		t.Error(errors)
	}
	if errors := found["users/list"].Errors; len(errors) != 0 {
		t.Error(errors)
	}
}

func TestAHandlerWithProblemsHasNoFacts(t *testing.T) {
	code := source + "func main() { os.Getenv(\"A\"); missing() }\n"
	found := handlers(t, map[string]string{"cmd/handlers/users/get/main.go": code, "lib/lib.go": library})["users/get"]
	equal(t, names(found.Reads), "")
}

func TestImportsThatDoNotExistAreProblems(t *testing.T) {
	for message, files := range map[string]map[string]string{
		"no package example.com/backend/gone in the module": {
			"cmd/handlers/a/b/main.go": "package main\n\nimport _ \"example.com/backend/gone\"\n\nfunc main() {}\n",
		},
		"import cycle not allowed: example.com/backend/one": {
			"cmd/handlers/a/b/main.go": "package main\n\nimport _ \"example.com/backend/one\"\n\nfunc main() {}\n",
			"one/one.go":               "package one\n\nimport _ \"example.com/backend/two\"\n",
			"two/two.go":               "package two\n\nimport _ \"example.com/backend/one\"\n",
		},
	} {
		t.Run(message, func(t *testing.T) {
			if errors := handlers(t, files)["a/b"].Errors; len(errors) != 1 || errors[0].Message != message {
				t.Error(errors)
			}
		})
	}
}
