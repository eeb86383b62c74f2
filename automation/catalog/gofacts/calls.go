package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// callFact is a request of an AWS operation.
type callFact struct {
	service, operation string
	at                 token.Pos
	in                 *declaration
	// fields are the values of the fields in requestFields.
	fields map[string][]value
	key    []value
}

// requestFields are the fields of requests that name resources of the catalog.
var requestFields = []string{"TableName", "IndexName", "Template", "TemplateName", "ConfigurationSetName"}

// parts are the parts of DynamoDB's transactions, with their IAM operations.
var parts = map[string]string{
	"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "Get": "GetItem", "ConditionCheck": "ConditionCheckItem",
}

// findCalls finds literals of requests, new(Request) and variables of a request type in functions' bodies.
func (p *program) findCalls(decl *declaration) {
	if _, isType := decl.node.(*ast.TypeSpec); isType {
		return
	}
	requests := map[ast.Expr]*types.Var{}
	assigned := map[*types.Var]map[string][]ast.Expr{}
	ast.Inspect(decl.node, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.AssignStmt:
			for i, left := range node.Lhs {
				if len(node.Rhs) == len(node.Lhs) {
					noteAssignment(decl, left, node.Rhs[i], requests, assigned)
				}
			}
		case *ast.ValueSpec:
			for i, name := range node.Names {
				if i < len(node.Values) {
					noteAssignment(decl, name, node.Values[i], requests, assigned)
				} else if node.Type != nil {
					requests[node.Type] = decl.variable(name)
				}
			}
		}
		return true
	})
	ast.Inspect(decl.node, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.CompositeLit:
			p.addCall(decl, node.Type, node, assigned[requests[node]])
		case *ast.CallExpr:
			if ident, ok := node.Fun.(*ast.Ident); ok && ident.Name == "new" && len(node.Args) == 1 {
				p.addCall(decl, node.Args[0], nil, assigned[requests[node]])
			}
		case *ast.ValueSpec:
			if node.Type != nil && len(node.Values) == 0 {
				p.addCall(decl, node.Type, nil, assigned[requests[node.Type]])
			}
		}
		return true
	})
}

// noteAssignment records the assignment of a request to a variable, or of a value to a field of it.
func noteAssignment(
	in *declaration, left, right ast.Expr, requests map[ast.Expr]*types.Var, assigned map[*types.Var]map[string][]ast.Expr,
) {
	if pointer, ok := right.(*ast.UnaryExpr); ok {
		right = pointer.X
	}
	if variable := in.variable(left); variable != nil {
		requests[right] = variable
		return
	}
	selector, ok := left.(*ast.SelectorExpr)
	if !ok {
		return
	}
	if variable := in.variable(selector.X); variable != nil {
		if assigned[variable] == nil {
			assigned[variable] = map[string][]ast.Expr{}
		}
		assigned[variable][selector.Sel.Name] = append(assigned[variable][selector.Sel.Name], right)
	}
}

func (p *program) addCall(in *declaration, typeName ast.Expr, literal *ast.CompositeLit, assigned map[string][]ast.Expr) {
	service, operation := in.operation(typeName)
	if operation == "" {
		return
	}
	call := callFact{service: service, operation: operation, at: typeName.Pos(), in: in, fields: map[string][]value{}}
	exprs := map[string][]ast.Expr{}
	for name, values := range assigned {
		exprs[name] = append(exprs[name], values...)
	}
	if literal != nil {
		for _, one := range literal.Elts {
			if pair, ok := one.(*ast.KeyValueExpr); ok {
				if name, ok := pair.Key.(*ast.Ident); ok {
					exprs[name.Name] = append(exprs[name.Name], pair.Value)
				}
			}
		}
	}
	for _, name := range requestFields {
		for _, expr := range exprs[name] {
			call.fields[name] = append(call.fields[name], p.evaluated(scope{in: in}, expr)...)
		}
	}
	for _, expr := range exprs["Key"] {
		p.steps = 0
		call.key = append(call.key, p.elements(scope{in: in}, expr, key)...)
	}
	p.calls = append(p.calls, call)
}

// operation parses a type such as dynamodb.QueryInput, of both major versions of the SDK.
func (d *declaration) operation(typeName ast.Expr) (service, operation string) {
	if typeName == nil {
		return "", ""
	}
	importPath, name := d.outside(typeName)
	sdk, below, found := strings.Cut(importPath, "/service/")
	if !found || !strings.HasPrefix(sdk, "github.com/aws/aws-sdk-go") {
		return "", ""
	}
	service, _, _ = strings.Cut(below, "/")
	if part := parts[name]; part != "" && service == "dynamodb" {
		return service, part
	}
	operation, isInput := strings.CutSuffix(name, "Input")
	if !isInput {
		return "", ""
	}
	return service, operation
}
