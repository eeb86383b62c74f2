package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// carrier is a struct field that is assigned the value of an expression: a setting of a configuration that every handler
// loads completely. A handler that does not use the field does not need its value.
type carrier struct {
	field *types.Var
	// owner is the struct's type.
	owner types.Object
	expr  ast.Expr
}

// findCarriers finds the fields that a declaration sets, those that it uses, and structs that it passes to code of other
// modules, which may use all of their fields.
func (p *program) findCarriers(decl *declaration) {
	assigned := map[ast.Expr]bool{}
	ast.Inspect(decl.node, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.AssignStmt:
			for i, left := range node.Lhs {
				selector, ok := left.(*ast.SelectorExpr)
				if !ok || node.Tok != token.ASSIGN {
					continue
				}
				assigned[left] = true
				if field := decl.variable(left); field != nil && len(node.Rhs) == len(node.Lhs) {
					p.carry(decl, field, decl.pkg.info.Types[selector.X].Type, node.Rhs[i])
				}
			}
		case *ast.CompositeLit:
			for _, one := range node.Elts {
				if pair, ok := one.(*ast.KeyValueExpr); ok {
					if field := decl.variable(pair.Key); field != nil && field.IsField() {
						p.carry(decl, field, decl.pkg.info.Types[node].Type, pair.Value)
					}
				}
			}
		case *ast.SelectorExpr:
			if field := decl.variable(node); field != nil && field.IsField() && !assigned[node] {
				decl.used = append(decl.used, field)
			}
		case *ast.CallExpr:
			if function := decl.callee(node); function == nil || p.of[function] == nil {
				for _, argument := range node.Args {
					if owner := ownerOf(decl.pkg.info.Types[argument].Type); owner != nil {
						decl.used = append(decl.used, owner)
					}
				}
			}
		}
		return true
	})
}

// carry records a field, unless a missing value ends the program before the field is used.
func (p *program) carry(decl *declaration, field *types.Var, t types.Type, expr ast.Expr) {
	owner := ownerOf(t)
	if owner == nil || p.mayEnd(decl, expr) {
		return
	}
	decl.carriers = append(decl.carriers, carrier{field, owner, expr})
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

// mayEnd reports whether an expression calls a function of the module that may end the program or return an error.
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

func endsProgram(decl *declaration) bool {
	ends := false
	ast.Inspect(decl.node, func(node ast.Node) bool {
		if call, ok := node.(*ast.CallExpr); ok {
			ident, isIdent := call.Fun.(*ast.Ident)
			_, name := decl.outside(call.Fun)
			ends = ends || (isIdent && ident.Name == "panic") || name == "Exit" || strings.HasPrefix(name, "Fatal") ||
				strings.HasPrefix(name, "Panic")
		}
		return !ends
	})
	return ends
}

// carrierOf returns the field that is assigned the value at a position.
func (d *declaration) carrierOf(at token.Pos) *carrier {
	for _, one := range slices.Backward(d.carriers) {
		if one.expr.Pos() <= at && at < one.expr.End() {
			return &one
		}
	}
	return nil
}

// usedFields returns the fields and the whole structs that reached code uses.
func usedFields(reached map[*declaration]bool) map[types.Object]bool {
	used := map[types.Object]bool{}
	for decl := range reached {
		for _, object := range decl.used {
			used[object] = true
		}
	}
	return used
}
