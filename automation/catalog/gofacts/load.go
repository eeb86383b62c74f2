package main

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"path/filepath"
	"strconv"
	"strings"
)

// pkg is a package of the module, with the types that are known without other modules.
type pkg struct {
	path     string
	folder   string
	name     string
	files    []*ast.File
	types    *types.Package
	info     *types.Info
	problems []Problem
	// imports are the packages of the module that it imports.
	imports []*pkg
}

// loader reads each package once. It implements the importer of the type checker.
type loader struct {
	module *module
	fset   *token.FileSet
	// packages has nil while a package is being read.
	packages map[string]*pkg
	// byTypes maps packages of the type checker to packages of the module.
	byTypes map[*types.Package]*pkg
}

func newLoader(m *module) *loader {
	return &loader{
		module: m, fset: token.NewFileSet(), packages: map[string]*pkg{}, byTypes: map[*types.Package]*pkg{},
	}
}

// errOutside makes the type checker accept all uses of a package.
var errOutside = errors.New("not of the module")

// Import implements types.Importer.
func (l *loader) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	folder, own := l.module.folderOf(path)
	if !own {
		return nil, errOutside
	}
	found := l.load(path, folder, nil)
	if found == nil || len(found.files) == 0 {
		return nil, errOutside
	}
	return found.types, nil
}

// load reads a package; nil for a package that is being read, which means an import cycle.
func (l *loader) load(path, folder string, only []string) *pkg {
	if known, seen := l.packages[path]; seen {
		return known
	}
	l.packages[path] = nil
	found := &pkg{path: path, folder: folder}
	l.parse(found, only)
	l.importAll(found)
	l.check(found)
	l.packages[path] = found
	l.byTypes[found.types] = found
	return found
}

func (l *loader) parse(p *pkg, only []string) {
	names := only
	if len(names) == 0 {
		names = l.module.files(p.folder)
	}
	for _, name := range names {
		file := filepath.Join(l.module.root, p.folder, name)
		parsed, err := parser.ParseFile(l.fset, file, nil, parser.SkipObjectResolution)
		var list scanner.ErrorList
		if errors.As(err, &list) {
			p.problems = append(p.problems, Problem{l.place(list[0].Pos), list[0].Msg})
		} else if err != nil {
			p.problems = append(p.problems, Problem{filepath.ToSlash(filepath.Join(p.folder, name)), "cannot be read"})
		}
		// Go ignores a package of this name, and without cgo files that import C.
		if parsed == nil || parsed.Name.Name == "documentation" || importsC(parsed) {
			continue
		}
		if p.name == "" || parsed.Name.Name == "main" {
			p.name = parsed.Name.Name
		}
		p.files = append(p.files, parsed)
	}
	for _, file := range p.files {
		if file.Name.Name != p.name && file.Name.Name != "_" {
			p.add(l.at(file.Name.Pos()), "package "+file.Name.Name+" in the folder of package "+p.name)
			break
		}
	}
}

func importsC(file *ast.File) bool {
	for _, spec := range file.Imports {
		if spec.Path.Value == `"C"` {
			return true
		}
	}
	return false
}

// importAll reads the imports of a package from the module, to find their problems.
func (l *loader) importAll(p *pkg) {
	seen := map[string]bool{}
	for _, file := range p.files {
		for _, spec := range file.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			folder, own := l.module.folderOf(path)
			if err != nil || !own || seen[path] {
				continue
			}
			seen[path] = true
			imported := l.load(path, folder, nil)
			switch {
			case imported == nil:
				p.add(l.at(spec.Pos()), "import cycle not allowed: "+path)
			case len(imported.files) == 0:
				p.add(l.at(spec.Pos()), "no package "+path+" in the module")
			case imported.name == "main":
				p.add(l.at(spec.Pos()), "import of a program, not an importable package: "+path)
			default:
				p.imports = append(p.imports, imported)
			}
		}
	}
}

func (l *loader) check(p *pkg) {
	for _, file := range p.files {
		nameImports(file, l.isOwn)
	}
	p.info = &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{},
	}
	var found []types.Error
	config := types.Config{
		Importer: l, Sizes: types.SizesFor("gc", l.module.context.GOARCH),
		Error: func(err error) {
			var problem types.Error
			if errors.As(err, &problem) {
				found = append(found, problem)
			}
		},
	}
	p.types, _ = config.Check(p.path, l.fset, p.files, p.info)
	// The types of subexpressions are complete only now.
	for _, problem := range found {
		if p.isCertain(problem) {
			p.add(l.at(problem.Pos), problem.Msg)
		}
	}
	for _, file := range p.files {
		for _, spec := range p.unusedImports(file) {
			p.add(l.at(spec.Pos()), spec.Path.Value+" imported and not used")
		}
	}
	if p.name == "main" && len(p.problems) == 0 && p.types.Scope().Lookup("main") == nil {
		p.add(p.folder, "function main is undeclared in the main package")
	}
}

func (l *loader) isOwn(path string) bool {
	_, own := l.module.folderOf(path)
	return own
}

func (p *pkg) add(at, message string) {
	message, _, _ = strings.Cut(message, "\n")
	p.problems = append(p.problems, Problem{at, message})
}

func (l *loader) at(pos token.Pos) string { return l.place(l.fset.Position(pos)) }

// place is `cmd/handlers/users/get/main.go:12`, relative to the module.
func (l *loader) place(position token.Position) string {
	name, err := filepath.Rel(l.module.root, position.Filename)
	if err != nil {
		name = position.Filename
	}
	return filepath.ToSlash(name) + ":" + strconv.Itoa(position.Line)
}
