package main

import (
	"go/ast"
	"go/types"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// Packages of other modules are not read, so their names are guessed from their paths: the name is the guess that the
// file uses. Where it uses no guess, the import has no name: it is then not checked, and neither are names in that file
// that may be its name.

var majorVersion = regexp.MustCompile(`^v\d+$`)

func nameImports(file *ast.File, isOwn func(string) bool) {
	used := qualifiers(file)
	for _, spec := range file.Imports {
		importPath, err := strconv.Unquote(spec.Path.Value)
		if err != nil || spec.Name != nil || isOwn(importPath) {
			continue
		}
		candidates := namesOf(importPath)
		name := "_"
		for _, candidate := range candidates {
			if used[candidate] {
				name = candidate
				break
			}
		}
		if name == "_" && isStandard(importPath) {
			name = candidates[0]
		}
		spec.Name = &ast.Ident{NamePos: spec.Path.Pos(), Name: name}
	}
}

func isStandard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".")
}

// namesOf returns possible names of a package with this path, the likeliest first.
func namesOf(importPath string) []string {
	last := path.Base(importPath)
	if majorVersion.MatchString(last) && strings.Contains(importPath, "/") {
		last = path.Base(path.Dir(importPath))
	}
	last, _, _ = strings.Cut(last, ".v")
	names := []string{last}
	for _, part := range []string{strings.TrimPrefix(last, "go-"), strings.TrimSuffix(last, "-go"), strings.TrimSuffix(last, ".go")} {
		names = append(names, part, strings.ReplaceAll(part, "-", ""), strings.ReplaceAll(part, "-", "_"))
	}
	if index := strings.LastIndex(last, "-"); index >= 0 {
		names = append(names, last[index+1:], last[:index])
	}
	return names
}

// qualifiers returns all names before a dot.
func qualifiers(file *ast.File) map[string]bool {
	used := map[string]bool{}
	ast.Inspect(file, func(node ast.Node) bool {
		if selector, ok := node.(*ast.SelectorExpr); ok {
			if ident, ok := selector.X.(*ast.Ident); ok {
				used[ident.Name] = true
			}
		}
		return true
	})
	return used
}

// unusedImports finds imports that the type checker does not find: it takes packages of other modules as used.
func (p *pkg) unusedImports(file *ast.File) []*ast.ImportSpec {
	used := map[types.Object]bool{}
	// unknown are names before a dot of neither a variable nor an import with a known name.
	unknown := map[string]bool{}
	ast.Inspect(file, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if ident, ok := selector.X.(*ast.Ident); ok {
			if object := p.info.Uses[ident]; object != nil {
				used[object] = true
			} else {
				unknown[ident.Name] = true
			}
		}
		return true
	})
	var unused []*ast.ImportSpec
	for _, spec := range file.Imports {
		switch {
		case isNameless(spec):
			if len(unknown) == 0 {
				unused = append(unused, spec)
			}
		case spec.Name != nil && (spec.Name.Name == "_" || spec.Name.Name == "."):
		default:
			if name := p.packageName(spec); name != nil && !used[name] && !unknown[name.Name()] {
				unused = append(unused, spec)
			}
		}
	}
	return unused
}

func (p *pkg) packageName(spec *ast.ImportSpec) types.Object {
	if object := p.info.Implicits[spec]; object != nil {
		return object
	}
	return p.info.Defs[spec.Name]
}

// isNameless reports whether the name of an import is unknown.
func isNameless(spec *ast.ImportSpec) bool {
	return spec.Name != nil && spec.Name.Pos() == spec.Path.Pos() && spec.Name.Name == "_"
}

// hasNamelessImport reports whether a name may belong to an import with an unknown name.
func hasNamelessImport(file *ast.File) bool {
	for _, spec := range file.Imports {
		if isNameless(spec) {
			return true
		}
	}
	return false
}

// hasDotImport reports whether names without qualifier may come from a package of another module.
func hasDotImport(files []*ast.File) bool {
	for _, file := range files {
		for _, spec := range file.Imports {
			if spec.Name != nil && spec.Name.Name == "." {
				return true
			}
		}
	}
	return false
}
