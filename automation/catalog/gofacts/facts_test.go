package main

import "testing"

func TestReadsAreOfCodeThatIsReached(t *testing.T) {
	for what, test := range map[string]struct{ code, library, want string }{
		"main":                      {`func main() { os.Getenv("A") }`, "", "A"},
		"LookupEnv":                 {`func main() { os.LookupEnv("A") }`, "", "A"},
		"a raw string":              {"func main() { os.Getenv(`A`) }", "", "A"},
		"a constant":                {`const name = "A"` + "\n" + `func main() { os.Getenv(name) }`, "", "A"},
		"a text in two parts":       {`func main() { os.Getenv("A" + "_B") }`, "", "A_B"},
		"a variable's value":        {`var a = os.Getenv("A")` + "\nfunc main() {}", "", "A"},
		"an init function":          {`func init() { os.Getenv("A") }` + "\nfunc main() {}", "", "A"},
		"not an uncalled function":  {`func other() { os.Getenv("A") }` + "\nfunc main() {}", "", ""},
		"a function by its value":   {`func other() { os.Getenv("A") }` + "\nfunc main() { f := other; f() }", "", "A"},
		"a function of a package":   {`func main() { lib.Do() }`, `func Do() { os.Getenv("A") }`, "A"},
		"not the rest of it":        {`func main() {}`, `func Do() { os.Getenv("A") }`, ""},
		"its variables' values":     {`func main() {}`, `var a = os.Getenv("A")`, "A"},
		"a method that is called":   {"type T struct{}\n" + `func (T) Do() { os.Getenv("A") }` + "\nfunc main() { T{}.Do() }", "", "A"},
		"not one that is not":       {"type T struct{}\n" + `func (T) Do() { os.Getenv("A") }` + "\nfunc main() { _ = T{} }", "", ""},
		"one behind an interface":   {"type I interface{ Do() }\ntype T struct{}\n" + `func (*T) Do() { os.Getenv("A") }` + "\nfunc main() { var i I = &T{}; i.Do() }", "", "A"},
		"one that others call":      {"type T struct{}\n" + `func (T) String() string { return os.Getenv("A") }` + "\nfunc main() { aws.Print(T{}) }", "", "A"},
		"not of a type not used":    {"type I interface{ Do() }\ntype T struct{}\n" + `func (T) Do() { os.Getenv("A") }` + "\nfunc main() { var i I; i.Do() }", "", ""},
		"a generic function":        {"func get[X any](x X) { os.Getenv(\"A\") }\nfunc main() { get(1) }", "", "A"},
		"a method of a generic":     {"type T[X any] struct{}\n" + `func (T[X]) Do() { os.Getenv("A") }` + "\nfunc main() { T[int]{}.Do() }", "", "A"},
		"an import of another name": {`func main() { get("A") }` + "\nvar get = os.Getenv", "", ""},
	} {
		t.Run(what, func(t *testing.T) { equal(t, names(handler(t, test.code+"\n", test.library).Reads), test.want) })
	}
}

func TestNamesAreFollowed(t *testing.T) {
	for what, test := range map[string]struct{ code, library, want string }{
		"through a function":              {`func get(name string) string { return os.Getenv(name) }` + "\n" + `func main() { get("A") }`, "", "A"},
		"through two":                     {`func get(n string) string { return os.Getenv(n) }` + "\nfunc must(n string) string { return get(n) }\n" + `func main() { must("A") }`, "", "A"},
		"through a package":               {`func main() { lib.Get("A", "none") }`, "func Get(name, other string) string { return os.Getenv(name) }", "A"},
		"not where it is not reached":     {"func get(n string) string { return os.Getenv(n) }\n" + `func other() { get("A") }` + "\n" + `func main() { get("B") }`, "", "B"},
		"through a method":                {"type T struct{}\nfunc (T) get(n string) string { return os.Getenv(n) }\n" + `func main() { T{}.get("A") }`, "", "A"},
		"through a variable":              {`func main() { n := "A"; os.Getenv(n) }`, "", "A"},
		"through a list":                  {`func main() { for _, n := range []string{"A", "B"} { os.Getenv(n) } }`, "", "A B"},
		"through a list by name":          {`var all = []string{"A", "B"}` + "\nfunc main() { for _, n := range all { os.Getenv(n) } }", "", "A B"},
		"through keys of a map":           {`func main() { for n := range map[string]int{"A": 1} { os.Getenv(n) } }`, "", "A"},
		"through arguments of any number": {"func all(ns ...string) { for _, n := range ns { os.Getenv(n) } }\n" + `func main() { all("A", "B") }`, "", "A B"},
		"through a field":                 {"type T struct{ name string }\n" + `func main() { t := T{name: "A"}; os.Getenv(t.name) }`, "", "A"},
		"not what is computed":            {`func main() { os.Getenv(aws.Name()) }`, "", ""},
		"to an end, round and round":      {"func f(n string) { f(n); g(n) }\nfunc g(n string) { f(n); os.Getenv(n) }\n" + `func main() { f("A") }`, "", "A"},
	} {
		t.Run(what, func(t *testing.T) { equal(t, names(handler(t, test.code+"\n", test.library).Reads), test.want) })
	}
}

// A configuration that is loaded as a whole has settings that a handler does not need.
func TestReadsAreOfFieldsThatAreUsed(t *testing.T) {
	const config = "type Config struct{ A, B string }\n" +
		"func get(n string) string { return os.Getenv(n) }\n" +
		"func must(n string) string { v := os.Getenv(n); if v == \"\" { panic(n) }; return v }\n"
	for what, test := range map[string]struct{ code, want string }{
		"one field":                {`func main() { c := Config{A: os.Getenv("A"), B: os.Getenv("B")}; use(c.A) }`, "A"},
		"through a function":       {`func main() { c := Config{A: get("A"), B: get("B")}; use(c.A) }`, "A"},
		"an assigned field":        {`func main() { c := &Config{}; c.A = get("A"); c.B = get("B"); use(c.B) }`, "B"},
		"one that must be there":   {`func main() { c := Config{A: must("A"), B: get("B")}; _ = c }`, "A"},
		"a struct that others use": {`func main() { c := Config{A: get("A"), B: get("B")}; aws.Print(&c) }`, "A B"},
		"in code that is reached":  {`func other(c Config) { use(c.B) }` + "\n" + `func main() { c := Config{A: get("A"), B: get("B")}; use(c.A) }`, "A"},
	} {
		t.Run(what, func(t *testing.T) {
			equal(t, names(handler(t, config+test.code+"\nfunc use(string) {}\n", "").Reads), test.want)
		})
	}
}

func TestAReadStandsWhereItsNameDoes(t *testing.T) {
	found := handler(t, "func main() {\n\tlib.Get(\n\t\t\"A\",\n\t)\n}\n", "func Get(name string) { os.Getenv(name) }\n")
	equal(t, found.Reads[0].At, "cmd/handlers/users/get/main.go:24")
}

func TestParametersOfThePath(t *testing.T) {
	for what, test := range map[string]struct{ code, want string }{
		"by name":            {`func main() { var e events.APIGatewayV2HTTPRequest; use(e.PathParameters["id"]) }`, "id"},
		"through a variable": {`func main() { var e events.APIGatewayV2HTTPRequest; p := e.PathParameters; use(p["id"]) }`, "id"},
		"through a function": {"func get(e events.APIGatewayProxyRequest, n string) string { return e.PathParameters[n] }\n" + `func main() { get(events.APIGatewayProxyRequest{}, "id") }`, "id"},
		"through a function that is given the map": {"func get(m map[string]string, n string) string { return m[n] }\n" + `func main() { var e events.APIGatewayV2HTTPRequest; get(e.PathParameters, "id"); get(e.QueryStringParameters, "limit") }`, "id"},
		"one of several for a variable":            {`func main() { var e events.APIGatewayV2HTTPRequest; id := e.PathParameters["userId"]; if id == "" { id = e.PathParameters["id"] }; use(id) }`, "userId|id"},
		"one of several arguments":                 {"func get(e events.APIGatewayV2HTTPRequest, ns ...string) string { for _, n := range ns { if v := e.PathParameters[n]; v != \"\" { return v } }; return \"\" }\n" + `func main() { var e events.APIGatewayV2HTTPRequest; get(e, "userId", "id") }`, "userId|id"},
		"not of the query":                         {`func main() { var e events.APIGatewayV2HTTPRequest; use(e.QueryStringParameters["id"]) }`, ""},
		"not an uncalled function":                 {`func other(e events.APIGatewayV2HTTPRequest) { use(e.PathParameters["id"]) }` + "\nfunc main() {}", ""},
	} {
		t.Run(what, func(t *testing.T) {
			equal(t, choices(handler(t, test.code+"\nfunc use(string) {}\n", "").Parameters), test.want)
		})
	}
}

func TestWhatAnAuthorizerGives(t *testing.T) {
	for what, test := range map[string]struct{ code, claims, context string }{
		"claims in payload 2.0":       {`func main() { var e events.APIGatewayV2HTTPRequest; use(e.RequestContext.Authorizer.JWT.Claims["sub"]) }`, "sub", ""},
		"through a variable":          {`func main() { var e events.APIGatewayV2HTTPRequest; a := e.RequestContext.Authorizer; c := a.JWT.Claims; use(c["sub"]) }`, "sub", ""},
		"claims in payload 1.0":       {`func main() { var e events.APIGatewayProxyRequest; c, ok := e.RequestContext.Authorizer["claims"].(map[string]interface{}); if ok { use(c["sub"].(string)) } }`, "sub", ""},
		"through a function":          {"func claimsOf(e events.APIGatewayProxyRequest) map[string]any { return e.RequestContext.Authorizer[\"claims\"].(map[string]any) }\n" + `func main() { use(claimsOf(events.APIGatewayProxyRequest{})["sub"].(string)) }`, "sub", ""},
		"a context in payload 1.0":    {`func main() { var e events.APIGatewayProxyRequest; id, ok := e.RequestContext.Authorizer["userId"].(string); if ok { use(id) } }`, "", "userId"},
		"a context in payload 2.0":    {`func main() { var e events.APIGatewayV2HTTPRequest; use(e.RequestContext.Authorizer.Lambda["userId"].(string)) }`, "", "userId"},
		"not claims of another token": {`func main() { var token aws.Token; use(token.Claims["sub"]) }`, "", ""},
	} {
		t.Run(what, func(t *testing.T) {
			found := handler(t, test.code+"\nfunc use(string) {}\n", "")
			equal(t, choices(found.Claims), test.claims)
			equal(t, choices(found.Context), test.context)
		})
	}
}
