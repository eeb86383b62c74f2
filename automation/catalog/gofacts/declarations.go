package main

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// declaration is a function, method, type, or a line of variables or constants of a package.
type declaration struct {
	pkg  *pkg
	node ast.Node
	// function is nil for all others.
	function *types.Func
	// uses are the package-level objects and methods of the module that it references.
	uses []types.Object
	// runsAtStart: init functions, and variables with a value.
	runsAtStart bool
	// carriers are the fields that it sets, used are the fields and structs that it uses.
	carriers []carrier
	used     []types.Object
}

// program contains all packages and their declarations.
type program struct {
	*loader
	declarations []*declaration
	// of finds the declaration of a package-level object or method.
	of map[types.Object]*declaration
	// methods are declarations of methods by their type.
	methods map[types.Object][]*declaration
	flows   map[*types.Var][]flow
	returns map[*types.Func][]flow
	facts   []fact
	calls   []callFact
	// steps counts the evaluation steps of one expression.
	steps int
}

func newProgram(m *module) *program {
	return &program{
		loader: newLoader(m), of: map[types.Object]*declaration{}, methods: map[types.Object][]*declaration{},
		flows: map[*types.Var][]flow{}, returns: map[*types.Func][]flow{},
	}
}

// prepare computes all facts that are the same for all handlers.
func (p *program) prepare() {
	read := make([]*pkg, 0, len(p.packages))
	for _, one := range p.packages {
		if one != nil && len(one.files) > 0 {
			read = append(read, one)
		}
	}
	slices.SortFunc(read, func(a, b *pkg) int { return strings.Compare(a.path, b.path) })
	for _, one := range read {
		p.declare(one)
	}
	p.connect()
	p.trackFlows()
	for _, decl := range p.declarations {
		p.findCarriers(decl)
	}
	p.findFacts()
}

func (p *program) declare(found *pkg) {
	for _, file := range found.files {
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				p.declareFunction(found, decl)
			case *ast.GenDecl:
				for _, spec := range decl.Specs {
					p.declareSpec(found, spec)
				}
			}
		}
	}
}

func (p *program) declareFunction(found *pkg, node *ast.FuncDecl) {
	function, _ := found.info.Defs[node.Name].(*types.Func)
	if function == nil {
		return
	}
	receiver := receiverOf(function)
	isInit := receiver == nil && node.Recv == nil && node.Name.Name == "init"
	decl := p.add(&declaration{pkg: found, node: node, function: function, runsAtStart: isInit}, function)
	if receiver != nil {
		p.methods[receiver] = append(p.methods[receiver], decl)
	}
}

func (p *program) declareSpec(found *pkg, spec ast.Spec) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		p.add(&declaration{pkg: found, node: spec}, found.info.Defs[spec.Name])
	case *ast.ValueSpec:
		objects := make([]types.Object, 0, len(spec.Names))
		isVariable := false
		for _, name := range spec.Names {
			object := found.info.Defs[name]
			_, isVar := object.(*types.Var)
			isVariable = isVariable || isVar || name.Name == "_"
			objects = append(objects, object)
		}
		p.add(&declaration{pkg: found, node: spec, runsAtStart: isVariable && len(spec.Values) > 0}, objects...)
	}
}

func (p *program) add(decl *declaration, objects ...types.Object) *declaration {
	p.declarations = append(p.declarations, decl)
	for _, object := range objects {
		if object != nil {
			p.of[object] = decl
		}
	}
	return decl
}

// connect finds the references of each declaration.
func (p *program) connect() {
	for _, decl := range p.declarations {
		seen := map[types.Object]bool{}
		ast.Inspect(decl.node, func(node ast.Node) bool {
			ident, ok := node.(*ast.Ident)
			if !ok {
				return true
			}
			object := origin(decl.pkg.info.Uses[ident])
			if object != nil && !seen[object] && p.isGlobal(object) {
				seen[object] = true
				decl.uses = append(decl.uses, object)
			}
			return true
		})
	}
}

func (p *program) isGlobal(object types.Object) bool {
	if p.of[object] != nil {
		return true
	}
	function, ok := object.(*types.Func)
	return ok && function.Signature().Recv() != nil
}

// origin returns the generic function or method of an instantiated one.
func origin(object types.Object) types.Object {
	switch object := object.(type) {
	case *types.Func:
		return object.Origin()
	case *types.Var:
		return object.Origin()
	}
	return object
}

// receiverOf returns the type name of a method; nil for functions and for methods of interfaces.
func receiverOf(function *types.Func) types.Object {
	receiver := function.Signature().Recv()
	if receiver == nil {
		return nil
	}
	t := receiver.Type()
	if pointer, ok := t.(*types.Pointer); ok {
		t = pointer.Elem()
	}
	named, ok := t.(*types.Named)
	if !ok || types.IsInterface(named) {
		return nil
	}
	return named.Origin().Obj()
}
