package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// carrier is a field of a struct that gets the value of an expression: a setting of a configuration that every handler
// loads as a whole. Where a handler does not use the field, it does not need what is in it.
type carrier struct {
	field *types.Var
	// owner is the struct's type.
	owner types.Object
	expr  ast.Expr
}

// findCarriers finds the fields that a declaration fills, those that it uses, and structs that it hands to code that is
// not read, which may use all of their fields.
func (p *program) findCarriers(made *declaration) {
	assigned := map[ast.Expr]bool{}
	ast.Inspect(made.node, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.AssignStmt:
			for i, left := range node.Lhs {
				selector, ok := left.(*ast.SelectorExpr)
				if !ok || node.Tok != token.ASSIGN {
					continue
				}
				assigned[left] = true
				if field := made.variable(left); field != nil && len(node.Rhs) == len(node.Lhs) {
					p.carry(made, field, made.pkg.info.Types[selector.X].Type, node.Rhs[i])
				}
			}
		case *ast.CompositeLit:
			for _, one := range node.Elts {
				if pair, ok := one.(*ast.KeyValueExpr); ok {
					if field := made.variable(pair.Key); field != nil && field.IsField() {
						p.carry(made, field, made.pkg.info.Types[node].Type, pair.Value)
					}
				}
			}
		case *ast.SelectorExpr:
			if field := made.variable(node); field != nil && field.IsField() && !assigned[node] {
				made.used = append(made.used, field)
			}
		case *ast.CallExpr:
			if function := made.callee(node); function == nil || p.of[function] == nil {
				for _, argument := range node.Args {
					if owner := ownerOf(made.pkg.info.Types[argument].Type); owner != nil {
						made.used = append(made.used, owner)
					}
				}
			}
		}
		return true
	})
}

// carry records a field, unless a missing value ends the program before the field is used.
func (p *program) carry(made *declaration, field *types.Var, t types.Type, expr ast.Expr) {
	owner := ownerOf(t)
	if owner == nil || p.mayEnd(made, expr) {
		return
	}
	made.carriers = append(made.carriers, carrier{field, owner, expr})
}

func ownerOf(t types.Type) types.Object {
	if pointer, ok := t.(*types.Pointer); ok {
		t = pointer.Elem()
	}
	if named, ok := t.(*types.Named); ok {
		if _, isStruct := named.Underlying().(*types.Struct); isStruct {
			return named.Origin().Obj()
		}
	}
	return nil
}

// mayEnd says whether an expression calls a function of the module that may end the program or give an error.
func (p *program) mayEnd(in *declaration, expr ast.Expr) bool {
	ends := false
	ast.Inspect(expr, func(node ast.Node) bool {
		if call, ok := node.(*ast.CallExpr); ok {
			if function := in.callee(call); function != nil && p.of[function] != nil {
				ends = ends || givesError(function) || endsProgram(p.of[function])
			}
		}
		return !ends
	})
	return ends
}

func givesError(function *types.Func) bool {
	results := function.Signature().Results()
	return results.Len() > 0 && results.At(results.Len()-1).Type().String() == "error"
}

func endsProgram(made *declaration) bool {
	ends := false
	ast.Inspect(made.node, func(node ast.Node) bool {
		if call, ok := node.(*ast.CallExpr); ok {
			ident, isIdent := call.Fun.(*ast.Ident)
			_, name := made.outside(call.Fun)
			ends = ends || (isIdent && ident.Name == "panic") || name == "Exit" || strings.HasPrefix(name, "Fatal") ||
				strings.HasPrefix(name, "Panic")
		}
		return !ends
	})
	return ends
}

// carrierOf is the field that gets what is read at a place.
func (d *declaration) carrierOf(at token.Pos) *carrier {
	for _, one := range slices.Backward(d.carriers) {
		if one.expr.Pos() <= at && at < one.expr.End() {
			return &one
		}
	}
	return nil
}

// usedFields are the fields, and the structs as a whole, that reached code uses.
func usedFields(reached map[*declaration]bool) map[types.Object]bool {
	used := map[types.Object]bool{}
	for made := range reached {
		for _, object := range made.used {
			used[object] = true
		}
	}
	return used
}
