package main

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strings"
)

// value is a string that an expression can have.
type value struct {
	// text is a literal; {NAME} in it stands for the value of an environment variable.
	text string
	// known is false where the value is unknown.
	known bool
	at    token.Pos
	// via are the declarations that pass it on. The value counts only where all of them are reached.
	via []*declaration
	// choice is the call that passes it as one of several alternative arguments.
	choice token.Pos
}

func (v value) isLiteral() bool { return v.known && !strings.Contains(v.text, "{") }

// variable returns the environment variable that it is the whole value of.
func (v value) variable() string {
	name, found := strings.CutPrefix(v.text, "{")
	name, closed := strings.CutSuffix(name, "}")
	if !v.known || !found || !closed || strings.ContainsAny(name, "{}") {
		return ""
	}
	return name
}

// scope is where an expression is evaluated: its declaration, and the calls that lead to it.
type scope struct {
	in *declaration
	// call is the call of the declaration's function in the outer scope; nil for any call.
	call  *ast.CallExpr
	outer *scope
	depth int
	// following and within are the variables whose values and elements are being followed.
	following, within []*types.Var
}

const (
	// maxDepth limits how far values are followed; most are found after three steps.
	maxDepth = 24
	// maxValues limits strings that are joined from parts with several values each.
	maxValues = 64
	// maxSteps limits the work for one expression, for functions that call each other recursively.
	maxSteps = 20_000
)

// values returns all values that an expression can have.
func (p *program) values(s scope, expr ast.Expr) []value {
	s.depth++
	p.steps++
	if s.depth > maxDepth || p.steps > maxSteps {
		return s.unknown(expr)
	}
	if text, ok := s.in.constant(expr); ok {
		return []value{{text: text, known: true, at: expr.Pos(), via: []*declaration{s.in}}}
	}
	if inner := operand(expr); inner != nil {
		return p.values(s, inner)
	}
	switch expr := expr.(type) {
	case *ast.BinaryExpr:
		if expr.Op == token.ADD {
			return join(p.values(s, expr.X), p.values(s, expr.Y))
		}
	case *ast.CallExpr:
		return p.callResults(s, expr)
	case *ast.Ident, *ast.SelectorExpr:
		if variable := s.in.variable(expr); variable != nil {
			return p.variableValues(s, variable, expr)
		}
	}
	return s.unknown(expr)
}

// operand returns X of (X), *X, &X and X.(T), which have the value of X; nil for all others.
func operand(expr ast.Expr) ast.Expr {
	switch expr := expr.(type) {
	case *ast.ParenExpr:
		return expr.X
	case *ast.StarExpr:
		return expr.X
	case *ast.TypeAssertExpr:
		return expr.X
	case *ast.UnaryExpr:
		return expr.X
	}
	return nil
}

func (s scope) unknown(expr ast.Expr) []value {
	return []value{{at: expr.Pos(), via: []*declaration{s.in}}}
}

// constant returns the string of a literal or a named constant.
func (d *declaration) constant(expr ast.Expr) (string, bool) {
	if known := d.pkg.info.Types[expr].Value; known != nil && known.Kind() == constant.String {
		return constant.StringVal(known), true
	}
	return "", false
}

// callResults returns the results of a call.
func (p *program) callResults(s scope, call *ast.CallExpr) []value {
	if p.isGetenv(s.in, call) {
		return p.environment(s, call)
	}
	if function := s.in.callee(call); function != nil && p.of[function] != nil {
		var all []value
		inner := scope{in: p.of[function], call: call, outer: &s, depth: s.depth}
		for _, result := range p.returns[function] {
			all = append(all, via(p.values(inner, result.expr), s.in)...)
		}
		return all
	}
	importPath, name := s.in.outside(call.Fun)
	switch {
	case importPath == "fmt" && name == "Sprintf" && len(call.Args) > 0:
		return p.formatted(s, call)
	case len(call.Args) == 1 && (s.in.pkg.info.Types[call.Fun].IsType() || isIdentity(importPath, name)):
		return p.values(s, call.Args[0])
	}
	return s.unknown(call)
}

// isIdentity reports whether a function returns its argument, or a pointer to it.
func isIdentity(importPath, name string) bool {
	if importPath == "strings" {
		return name == "TrimSpace" || name == "Clone"
	}
	return importPath != "" && slices.Contains([]string{"String", "StringValue", "ToString", "StringPtr", "Ptr", "To", "Of", "Pointer"}, name)
}

func (p *program) isGetenv(in *declaration, call *ast.CallExpr) bool {
	importPath, name := in.outside(call.Fun)
	switch importPath {
	case "os":
		return len(call.Args) == 1 && (name == "Getenv" || name == "LookupEnv")
	case "syscall":
		return len(call.Args) == 1 && name == "Getenv"
	}
	// A package env of another module: env.Required("X").
	return !p.isOwn(importPath) && path.Base(importPath) == "env" && len(call.Args) > 0
}

// environment returns the value of an environment variable, {NAME}.
func (p *program) environment(s scope, call *ast.CallExpr) []value {
	names := p.values(s, call.Args[0])
	for i, name := range names {
		names[i].known = name.isLiteral()
		names[i].text = "{" + name.text + "}"
	}
	return names
}

func (p *program) formatted(s scope, call *ast.CallExpr) []value {
	format, ok := s.in.constant(call.Args[0])
	if !ok {
		return s.unknown(call)
	}
	pieces := strings.Split(strings.ReplaceAll(format, "%v", "%s"), "%s")
	if len(pieces) != len(call.Args) || strings.Contains(strings.Join(pieces, ""), "%") {
		return s.unknown(call)
	}
	literal := func(text string) []value {
		return []value{{text: text, known: true, at: call.Args[0].Pos(), via: []*declaration{s.in}}}
	}
	all := literal(pieces[0])
	for i, piece := range pieces[1:] {
		all = join(join(all, p.values(s, call.Args[i+1])), literal(piece))
	}
	return all
}

func join(left, right []value) []value {
	var all []value
	for _, a := range left {
		for _, b := range right {
			if len(all) == maxValues {
				return all
			}
			all = append(all, value{
				text: a.text + b.text, known: a.known && b.known, at: a.at, via: slices.Concat(a.via, b.via),
			})
		}
	}
	return all
}

func via(values []value, in *declaration) []value {
	for i := range values {
		values[i].via = append(slices.Clip(values[i].via), in)
	}
	return values
}
