package main

import (
	"strings"
	"testing"
)

func calls(all []Call) string {
	var texts []string
	for _, call := range all {
		parts := []string{call.Service + "." + call.Operation}
		if len(call.Tables) > 0 {
			parts = append(parts, "tables="+strings.Join(call.Tables, ","))
		}
		for _, text := range []string{call.Index, strings.Join(call.Key, ","), call.Template, call.ConfigurationSet} {
			if text != "" {
				parts = append(parts, text)
			}
		}
		texts = append(texts, strings.Join(parts, " "))
	}
	return strings.Join(texts, "; ")
}

func TestCalls(t *testing.T) {
	for what, test := range map[string]struct{ code, want string }{
		"a query of an index": {
			`func main() { c.Query(&dynamodb.QueryInput{TableName: aws.String(os.Getenv("USERS_TABLE")), IndexName: aws.String("EmailIndex")}) }`,
			"dynamodb.Query tables=USERS_TABLE EmailIndex",
		},
		"a table by a variable": {
			`var users = os.Getenv("USERS_TABLE")` + "\n" + `func main() { c.Scan(&dynamodb.ScanInput{TableName: &users}) }`,
			"dynamodb.Scan tables=USERS_TABLE",
		},
		"a table with a fallback": {
			`func main() { t := os.Getenv("USERS_TABLE"); if t == "" { t = "users" }; c.Scan(&dynamodb.ScanInput{TableName: &t}) }`,
			"dynamodb.Scan tables=USERS_TABLE",
		},
		"a table by a function": {
			"func table(n, other string) string { if v := os.Getenv(n); v != \"\" { return v }; return other }\n" +
				`func main() { c.Scan(&dynamodb.ScanInput{TableName: aws.String(table("USERS_TABLE", "users"))}); c.Scan(&dynamodb.ScanInput{TableName: aws.String(table("JOBS_TABLE", "jobs"))}) }`,
			"dynamodb.Scan tables=USERS_TABLE; dynamodb.Scan tables=JOBS_TABLE",
		},
		"a table of which it does not show": {
			`func main() { c.Scan(&dynamodb.ScanInput{TableName: aws.Name()}) }`, "dynamodb.Scan",
		},
		"a request that is filled later": {
			`func main() { in := &dynamodb.QueryInput{}; in.IndexName = aws.String("EmailIndex"); in.TableName = aws.String(os.Getenv("USERS_TABLE")); c.Query(in) }`,
			"dynamodb.Query tables=USERS_TABLE EmailIndex",
		},
		"a request that is declared": {
			`func main() { var in dynamodb.QueryInput; in.IndexName = aws.String("EmailIndex"); c.Query(&in) }`, "dynamodb.Query EmailIndex",
		},
		"new": {`func main() { c.Scan(new(dynamodb.ScanInput)) }`, "dynamodb.Scan"},
		"a key": {
			`func main() { c.GetItem(&dynamodb.GetItemInput{Key: map[string]types.AttributeValue{"stateId": nil}}) }`, "dynamodb.GetItem stateId",
		},
		"a key that is put together": {
			`func main() { k := map[string]types.AttributeValue{"a": nil}; k["b"] = nil; c.GetItem(&dynamodb.GetItemInput{Key: k}) }`, "dynamodb.GetItem a,b",
		},
		"a part of a transaction": {
			`func main() { c.Do(types.Update{TableName: aws.String(os.Getenv("USERS_TABLE"))}) }`, "dynamodb.UpdateItem tables=USERS_TABLE",
		},
		"a template of the stage": {
			`func main() { stage := os.Getenv("STAGE"); c.SendEmail(&sesv2.SendEmailInput{ConfigurationSetName: aws.String("listbackup-" + stage + "-config-set")}) }`,
			"sesv2.SendEmail listbackup-{STAGE}-config-set",
		},
		"not a type by itself":    {`type api interface{ Scan(*dynamodb.ScanInput) }` + "\nfunc main() { var _ api }", ""},
		"not what is not reached": {`func other() { c.Scan(&dynamodb.ScanInput{}) }` + "\nfunc main() {}", ""},
	} {
		t.Run(what, func(t *testing.T) {
			equal(t, calls(handler(t, test.code+"\nvar c *dynamodb.Client\n", "").Calls), test.want)
		})
	}
}

func TestTablesAreThoseOfTheHandler(t *testing.T) {
	lib := "package lib\n\nimport \"" + sdk + "/service/dynamodb\"\n\ntype Table struct{ Name string }\n\n" +
		"func (t Table) Scan() { var c dynamodb.Client; c.Scan(&dynamodb.ScanInput{TableName: &t.Name}) }\n"
	main := func(name string) string {
		return "package main\n\nimport (\n\t\"os\"\n\n\t\"example.com/backend/lib\"\n)\n\nfunc main() { lib.Table{Name: os.Getenv(\"" + name + "\")}.Scan() }\n"
	}
	found := handlers(t, map[string]string{
		"lib/lib.go": lib, "cmd/handlers/a/users/main.go": main("USERS_TABLE"), "cmd/handlers/a/jobs/main.go": main("JOBS_TABLE"),
	})
	equal(t, calls(found["a/users"].Calls), "dynamodb.Scan tables=USERS_TABLE")
}
