package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"
)

const basicType = `(?:bool|string|byte|rune|error|u?int(?:8|16|32|64)?|float(?:32|64))`

// betweenBasicTypes matches type errors between basic types.
var betweenBasicTypes = regexp.MustCompile(
	`of type ` + basicType + `\) as ` + basicType + ` value in |\(untyped \w+ constant[^)]*\) as ` + basicType +
		` value in |\(mismatched types (?:untyped )?` + basicType + ` and (?:untyped )?` + basicType + `\)$`,
)

// isCertain reports whether the compiler, which knows the types of other modules, would report an error too. Other
// errors, such as a missing method, may be caused by unknown types.
func (p *pkg) isCertain(problem types.Error) bool {
	message := problem.Msg
	file := p.fileOf(problem.Pos)
	if file == nil {
		return false
	}
	// Expressions of unknown type are not checked, so variables in them may count as unused.
	if name, found := strings.CutPrefix(message, "declared and not used: "); found {
		return !isUsed(enclosing[*ast.FuncDecl](file, problem.Pos), name)
	}
	if name, found := strings.CutPrefix(message, "undefined: "); found {
		return !hasDotImport(p.files) && (!hasNamelessImport(file) || strings.Contains(name, "."))
	}
	switch {
	case message == "missing return":
		// A panic with an argument of unknown type is not recognized.
		return !isUsed(enclosing[*ast.FuncDecl](file, problem.Pos), "panic")
	case strings.HasPrefix(message, "assignment mismatch: "), strings.HasPrefix(message, "not enough return values"),
		strings.HasPrefix(message, "too many return values"), strings.HasPrefix(message, "unknown field "),
		strings.Contains(message, " redeclared in this block"), strings.Contains(message, " already declared at "):
		return true
	case strings.HasPrefix(message, "cannot use "), strings.HasPrefix(message, "invalid operation: "):
		return betweenBasicTypes.MatchString(message)
	case strings.Contains(message, " has no field or method "):
		return p.knowsMembersAt(file, problem.Pos)
	}
	return false
}

// enclosing returns the innermost node of a kind around a position; the zero value where there is none.
func enclosing[N ast.Node](file *ast.File, pos token.Pos) N {
	var innermost N
	ast.Inspect(file, func(node ast.Node) bool {
		if node == nil || pos < node.Pos() || node.End() < pos {
			return false
		}
		if found, ok := node.(N); ok {
			innermost = found
		}
		return true
	})
	return innermost
}

// isUsed reports whether a function uses a name other than to assign to it.
func isUsed(function *ast.FuncDecl, name string) bool {
	if function == nil {
		return true
	}
	assigned := map[*ast.Ident]bool{}
	used := false
	ast.Inspect(function, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.AssignStmt:
			for _, left := range node.Lhs {
				if ident, ok := left.(*ast.Ident); ok {
					assigned[ident] = true
				}
			}
		case *ast.ValueSpec:
			for _, ident := range node.Names {
				assigned[ident] = true
			}
		case *ast.Ident:
			used = used || (node.Name == name && !assigned[node])
		}
		return true
	})
	return used
}

func (p *pkg) fileOf(pos token.Pos) *ast.File {
	for _, file := range p.files {
		if file.FileStart <= pos && pos <= file.FileEnd {
			return file
		}
	}
	return nil
}

// knowsMembersAt reports whether all fields and methods of the operand of a selector are known.
func (p *pkg) knowsMembersAt(file *ast.File, pos token.Pos) bool {
	known := false
	ast.Inspect(file, func(node ast.Node) bool {
		if selector, ok := node.(*ast.SelectorExpr); ok && selector.Sel.Pos() == pos {
			known = knowsMembers(p.info.Types[selector.X].Type, map[types.Type]bool{})
		}
		return node != nil && node.Pos() <= pos && pos <= node.End()
	})
	return known
}

func knowsMembers(t types.Type, seen map[types.Type]bool) bool {
	if t == nil || seen[t] {
		return t != nil
	}
	seen[t] = true
	if _, isParameter := t.(*types.TypeParam); isParameter {
		return false
	}
	if pointer, ok := t.Underlying().(*types.Pointer); ok {
		return knowsMembers(pointer.Elem(), seen)
	}
	switch under := t.Underlying().(type) {
	case *types.Basic:
		return under.Kind() != types.Invalid
	case *types.Struct:
		for i := range under.NumFields() {
			if field := under.Field(i); field.Embedded() && !knowsMembers(field.Type(), seen) {
				return false
			}
		}
		return true
	case *types.Interface:
		for i := range under.NumEmbeddeds() {
			if !knowsMembers(under.EmbeddedType(i), seen) {
				return false
			}
		}
		return true
	}
	return true
}
