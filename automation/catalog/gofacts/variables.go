package main

import (
	"go/ast"
	"go/types"
	"slices"
)

// variableValues returns all values that a variable or field can have.
func (p *program) variableValues(s scope, variable *types.Var, expr ast.Expr) []value {
	// A cycle adds no value.
	if slices.Contains(s.following, variable) {
		return nil
	}
	s.following = append(s.following[:len(s.following):len(s.following)], variable)
	flows := p.flows[variable]
	if len(flows) == 0 {
		return s.unknown(expr)
	}
	var all []value
	for _, from := range flows {
		// Inside a call, a parameter has the value from that call.
		if from.call != nil && s.call != nil && s.in.isParameter(variable) {
			if from.call == s.call {
				return p.flowValues(*s.outer, from, s.following)
			}
			continue
		}
		all = append(all, via(p.flowValues(s.where(from), from, s.following), from.in)...)
	}
	return all
}

// where returns the scope in which a flow is evaluated: the same one for a local variable, a new one for all others.
func (s scope) where(from flow) scope {
	if from.in == s.in && from.call == nil {
		return s
	}
	return scope{in: from.in, depth: s.depth}
}

func (d *declaration) isParameter(variable *types.Var) bool {
	if d.function == nil {
		return false
	}
	parameters := d.function.Signature().Params()
	for i := range parameters.Len() {
		if parameters.At(i) == variable {
			return true
		}
	}
	return false
}

func (p *program) flowValues(s scope, from flow, following []*types.Var) []value {
	s.following = following
	switch {
	case from.arguments != nil, from.expr == nil, from.of == insertedKey:
		// A list or a map itself has no string value; its elements have.
		return nil
	case from.of == whole:
		return p.values(s, from.expr)
	default:
		return p.elements(s, from.expr, from.of)
	}
}

// elements returns the values of a list's or a map's elements, or of a map's keys.
func (p *program) elements(s scope, expr ast.Expr, of part) []value {
	s.depth++
	if s.depth > maxDepth {
		return s.unknown(expr)
	}
	switch expr := expr.(type) {
	case *ast.ParenExpr:
		return p.elements(s, expr.X, of)
	case *ast.CompositeLit:
		var all []value
		for _, one := range expr.Elts {
			if pair, ok := one.(*ast.KeyValueExpr); ok && of == key {
				all = append(all, p.values(s, pair.Key)...)
			} else if ok {
				all = append(all, p.values(s, pair.Value)...)
			} else if of == element {
				all = append(all, p.values(s, one)...)
			}
		}
		return all
	case *ast.Ident, *ast.SelectorExpr:
		if variable := s.in.variable(expr); variable != nil {
			return p.variableElements(s, variable, of)
		}
	}
	return s.unknown(expr)
}

func (p *program) variableElements(s scope, variable *types.Var, of part) []value {
	if slices.Contains(s.within, variable) {
		return nil
	}
	s.within = append(s.within[:len(s.within):len(s.within)], variable)
	var all []value
	for _, from := range p.flows[variable] {
		inner := s.where(from)
		if from.call != nil && s.call != nil && s.in.isParameter(variable) {
			if from.call != s.call {
				continue
			}
			inner = *s.outer
		}
		inner.following, inner.within = s.following, s.within
		var found []value
		if from.arguments != nil {
			for _, argument := range from.arguments {
				found = append(found, p.values(inner, argument)...)
			}
			if len(from.arguments) > 1 {
				for i := range found {
					found[i].choice = from.call.Pos()
				}
			}
		} else if from.of == insertedKey && of == key {
			found = p.values(inner, from.expr)
		} else if from.expr != nil && from.of == whole {
			found = p.elements(inner, from.expr, of)
		}
		all = append(all, via(found, from.in)...)
	}
	return all
}
