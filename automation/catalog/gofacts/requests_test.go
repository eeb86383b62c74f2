package main

import "testing"

func TestParametersOfThePath(t *testing.T) {
	for what, test := range map[string]struct{ code, want string }{
		"by name":            {`func main() { var e events.APIGatewayV2HTTPRequest; use(e.PathParameters["id"]) }`, "id"},
		"through a variable": {`func main() { var e events.APIGatewayV2HTTPRequest; p := e.PathParameters; use(p["id"]) }`, "id"},
		"through a function": {"func get(e events.APIGatewayProxyRequest, n string) string { return e.PathParameters[n] }\n" + `func main() { get(events.APIGatewayProxyRequest{}, "id") }`, "id"},
		"through a function that is given the map": {"func get(m map[string]string, n string) string { return m[n] }\n" + `func main() { var e events.APIGatewayV2HTTPRequest; get(e.PathParameters, "id"); get(e.QueryStringParameters, "limit") }`, "id"},
		"one of several for a variable":            {`func main() { var e events.APIGatewayV2HTTPRequest; id := e.PathParameters["userId"]; if id == "" { id = e.PathParameters["id"] }; use(id) }`, "userId|id"},
		"one of several arguments":                 {"func get(e events.APIGatewayV2HTTPRequest, ns ...string) string { for _, n := range ns { if v := e.PathParameters[n]; v != \"\" { return v } }; return \"\" }\n" + `func main() { var e events.APIGatewayV2HTTPRequest; get(e, "userId", "id") }`, "userId|id"},
		"not of the query":                         {`func main() { var e events.APIGatewayV2HTTPRequest; use(e.QueryStringParameters["id"]) }`, ""},
		"not where nobody calls":                   {`func other(e events.APIGatewayV2HTTPRequest) { use(e.PathParameters["id"]) }` + "\nfunc main() {}", ""},
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
