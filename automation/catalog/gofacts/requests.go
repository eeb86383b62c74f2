package main

import (
	"go/ast"
	"go/types"
	"slices"
)

// requestMap is a map of an API request that handlers read.
type requestMap int

const (
	none requestMap = iota
	// parameters: PathParameters.
	parameters
	// authorizer: RequestContext.Authorizer. Payload 1.0 has a map, with the token's claims under "claims", or the
	// values that a Lambda authorizer returned. Payload 2.0 has a struct.
	authorizer
	jwt
	// claims of a JWT.
	claims
	// lambda are the values that a Lambda authorizer returned, in payload 2.0.
	lambda
)

// mapValue is a map, and the scope that its keys are evaluated in.
type mapValue struct {
	kind  requestMap
	scope scope
}

// requestMaps returns the maps of a request that an expression may be. A parameter may be another map in each call.
func (p *program) requestMaps(s scope, expr ast.Expr) []mapValue {
	s.depth++
	p.steps++
	if s.depth > maxDepth || p.steps > maxSteps {
		return nil
	}
	if inner := operand(expr); inner != nil {
		return p.requestMaps(s, inner)
	}
	switch expr := expr.(type) {
	case *ast.IndexExpr:
		name, _ := s.in.constant(expr.Index)
		return p.below(p.requestMaps(s, expr.X), func(kind requestMap) requestMap { return entry(kind, name) })
	case *ast.SelectorExpr:
		return p.selectedMaps(s, expr)
	case *ast.Ident:
		if variable := s.in.variable(expr); variable != nil {
			return p.variableMaps(s, variable)
		}
	case *ast.CallExpr:
		return p.returnedMaps(s, expr)
	}
	return nil
}

func (p *program) below(outer []mapValue, inner func(requestMap) requestMap) []mapValue {
	var all []mapValue
	for _, one := range outer {
		if kind := inner(one.kind); kind != none {
			all = append(all, mapValue{kind, one.scope})
		}
	}
	return all
}

func entry(kind requestMap, name string) requestMap {
	switch {
	case kind == authorizer && name == "claims", kind == jwt && name == "claims":
		return claims
	case kind == authorizer && name == "jwt":
		return jwt
	case kind == authorizer && name == "lambda":
		return lambda
	}
	return none
}

func (p *program) selectedMaps(s scope, expr *ast.SelectorExpr) []mapValue {
	if variable := s.in.variable(expr); variable != nil && len(p.flows[variable]) > 0 {
		return p.variableMaps(s, variable)
	}
	switch expr.Sel.Name {
	case "PathParameters":
		return []mapValue{{parameters, s}}
	case "Authorizer":
		return []mapValue{{authorizer, s}}
	case "JWT", "Claims", "Lambda":
		return p.below(p.requestMaps(s, expr.X), func(kind requestMap) requestMap {
			switch {
			case kind == authorizer && expr.Sel.Name == "JWT":
				return jwt
			case kind == authorizer && expr.Sel.Name == "Lambda":
				return lambda
			case kind == jwt && expr.Sel.Name == "Claims":
				return claims
			}
			return none
		})
	}
	return nil
}

func (p *program) variableMaps(s scope, variable *types.Var) []mapValue {
	if slices.Contains(s.following, variable) {
		return nil
	}
	s.following = append(s.following[:len(s.following):len(s.following)], variable)
	var all []mapValue
	for _, from := range p.flows[variable] {
		if from.expr == nil || from.of != whole {
			continue
		}
		inner := s.where(from)
		inner.following = s.following
		isParameter := from.call != nil && s.in.isParameter(variable)
		if isParameter && s.call != nil {
			if from.call != s.call {
				continue
			}
			inner = *s.outer
		}
		for _, one := range p.requestMaps(inner, from.expr) {
			switch {
			case isParameter && s.call == nil:
				outer := one.scope
				all = append(all, mapValue{one.kind, scope{in: s.in, call: from.call, outer: &outer, depth: s.depth}})
			default:
				all = append(all, mapValue{one.kind, s})
			}
		}
	}
	return all
}

func (p *program) returnedMaps(s scope, call *ast.CallExpr) []mapValue {
	function := s.in.callee(call)
	if function == nil || p.of[function] == nil {
		return nil
	}
	inner := scope{in: p.of[function], call: call, outer: &s, depth: s.depth}
	for _, result := range p.returns[function] {
		if maps := p.requestMaps(inner, result.expr); len(maps) > 0 {
			return []mapValue{{maps[0].kind, s}}
		}
	}
	return nil
}
