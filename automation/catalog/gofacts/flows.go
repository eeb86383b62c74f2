package main

import (
	"go/ast"
	"go/types"
)

// flow is an expression whose value a variable, a field, a parameter or a result can have.
type flow struct {
	expr ast.Expr
	// in is the declaration that contains the expression.
	in *declaration
	// of is the part of the expression's value.
	of part
	// call is where a parameter gets the value.
	call *ast.CallExpr
	// arguments are all arguments that a variadic parameter gets from the call.
	arguments []ast.Expr
}

type part int

const (
	whole part = iota
	// element is each element of a list, or each value of a map.
	element
	// key is each key of a map.
	key
	// insertedKey is a key that is inserted into a map, m[key] = value.
	insertedKey
)

// trackFlows records the flows of all declarations.
func (p *program) trackFlows() {
	for _, decl := range p.declarations {
		if spec, ok := decl.node.(*ast.ValueSpec); ok {
			p.flowIntoNames(decl, spec.Names, spec.Values)
		}
		ast.Inspect(decl.node, func(node ast.Node) bool {
			p.trackNode(decl, node)
			return true
		})
		p.trackReturns(decl)
	}
}

func (p *program) trackNode(in *declaration, node ast.Node) {
	switch node := node.(type) {
	case *ast.AssignStmt:
		for i, left := range node.Lhs {
			if entry, ok := left.(*ast.IndexExpr); ok {
				p.flowInto(in.variable(entry.X), flow{expr: entry.Index, in: in, of: insertedKey})
			}
			switch {
			case len(node.Rhs) == len(node.Lhs):
				p.flowInto(in.variable(left), flow{expr: node.Rhs[i], in: in})
			case i == 0:
				// value, ok := m[key]; value, err := f(): the first is the value.
				p.flowInto(in.variable(left), flow{expr: node.Rhs[0], in: in})
			}
		}
	case *ast.DeclStmt:
		if decl, ok := node.Decl.(*ast.GenDecl); ok {
			for _, spec := range decl.Specs {
				if spec, ok := spec.(*ast.ValueSpec); ok {
					p.flowIntoNames(in, spec.Names, spec.Values)
				}
			}
		}
	case *ast.RangeStmt:
		if node.Value != nil {
			p.flowInto(in.variable(node.Value), flow{expr: node.X, in: in, of: element})
		}
		if node.Key != nil {
			p.flowInto(in.variable(node.Key), flow{expr: node.X, in: in, of: key})
		}
	case *ast.CompositeLit:
		p.trackFields(in, node)
	case *ast.CallExpr:
		p.trackArguments(in, node)
	}
}

func (p *program) flowInto(variable *types.Var, from flow) {
	if variable != nil {
		p.flows[variable] = append(p.flows[variable], from)
	}
}

func (p *program) flowIntoNames(in *declaration, names []*ast.Ident, values []ast.Expr) {
	for i, name := range names {
		switch {
		case len(values) == len(names):
			p.flowInto(in.variable(name), flow{expr: values[i], in: in})
		case len(values) == 1 && i == 0:
			p.flowInto(in.variable(name), flow{expr: values[0], in: in})
		}
	}
}

// trackFields records the fields of a literal of the module's structs.
func (p *program) trackFields(in *declaration, literal *ast.CompositeLit) {
	structure, ok := structOf(in.pkg.info.Types[literal].Type)
	if !ok {
		return
	}
	for i, value := range literal.Elts {
		if pair, ok := value.(*ast.KeyValueExpr); ok {
			p.flowInto(in.variable(pair.Key), flow{expr: pair.Value, in: in})
		} else if i < structure.NumFields() {
			p.flowInto(structure.Field(i).Origin(), flow{expr: value, in: in})
		}
	}
}

func structOf(t types.Type) (*types.Struct, bool) {
	if t == nil {
		return nil, false
	}
	if pointer, ok := t.Underlying().(*types.Pointer); ok {
		t = pointer.Elem()
	}
	structure, ok := t.Underlying().(*types.Struct)
	return structure, ok
}

func (p *program) trackArguments(in *declaration, call *ast.CallExpr) {
	function := in.callee(call)
	if function == nil || p.of[function] == nil {
		return
	}
	signature := function.Signature()
	for i := range signature.Params().Len() {
		parameter := signature.Params().At(i)
		if signature.Variadic() && i == signature.Params().Len()-1 && !call.Ellipsis.IsValid() {
			if i <= len(call.Args) {
				p.flowInto(parameter, flow{in: in, call: call, arguments: call.Args[i:]})
			}
		} else if i < len(call.Args) {
			p.flowInto(parameter, flow{expr: call.Args[i], in: in, call: call})
		}
	}
}

// trackReturns records the first result of a function, without functions inside it.
func (p *program) trackReturns(decl *declaration) {
	if decl.function == nil {
		return
	}
	ast.Inspect(decl.node, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(node.Results) > 0 {
				p.returns[decl.function] = append(p.returns[decl.function], flow{expr: node.Results[0], in: decl})
			}
		}
		return true
	})
}

// variable returns the variable of an expression, or the field for any value of its struct.
func (d *declaration) variable(expr ast.Expr) *types.Var {
	var object types.Object
	switch expr := expr.(type) {
	case *ast.Ident:
		object = d.pkg.info.Defs[expr]
		if object == nil {
			object = d.pkg.info.Uses[expr]
		}
	case *ast.SelectorExpr:
		object = d.pkg.info.Uses[expr.Sel]
	case *ast.ParenExpr:
		return d.variable(expr.X)
	}
	variable, _ := origin(object).(*types.Var)
	return variable
}

// callee returns the called function or method of the module; nil for all others.
func (d *declaration) callee(call *ast.CallExpr) *types.Func {
	var ident *ast.Ident
	switch function := unindexed(call.Fun).(type) {
	case *ast.Ident:
		ident = function
	case *ast.SelectorExpr:
		ident = function.Sel
	default:
		return nil
	}
	function, _ := origin(d.pkg.info.Uses[ident]).(*types.Func)
	return function
}

// unindexed removes parentheses and type arguments.
func unindexed(expr ast.Expr) ast.Expr {
	switch inner := expr.(type) {
	case *ast.ParenExpr:
		return unindexed(inner.X)
	case *ast.IndexExpr:
		return unindexed(inner.X)
	case *ast.IndexListExpr:
		return unindexed(inner.X)
	}
	return expr
}

// outside returns package and name of a function or type from another module: "os", "Getenv".
func (d *declaration) outside(expr ast.Expr) (path, name string) {
	selector, ok := unindexed(expr).(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	ident, ok := selector.X.(*ast.Ident)
	if !ok {
		return "", ""
	}
	imported, ok := d.pkg.info.Uses[ident].(*types.PkgName)
	if !ok {
		return "", ""
	}
	return imported.Imported().Path(), selector.Sel.Name
}
