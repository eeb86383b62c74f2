package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

// fact is a name that code reads.
type fact struct {
	kind factKind
	name string
	at   token.Pos
	// via are the declarations that must be reached.
	via []*declaration
	// choice is the same for alternative names.
	choice token.Pos
	// carrier is the field that the value is assigned to; nil where there is none.
	carrier *carrier
}

type factKind int

const (
	environmentRead factKind = iota
	parameterRead
	claimRead
	contextRead
)

// structural are entries that an authorizer's map always has.
var structural = map[string]bool{
	"claims": true, "jwt": true, "lambda": true, "scopes": true, "principalId": true, "integrationLatency": true, "iam": true,
}

// findFacts finds the reads and calls of each declaration.
func (p *program) findFacts() {
	for _, decl := range p.declarations {
		results := assignedTo(decl)
		ast.Inspect(decl.node, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.CallExpr:
				if p.isGetenv(decl, node) {
					p.addReads(decl, environmentRead, p.evaluated(scope{in: decl}, node.Args[0]), token.NoPos)
				}
			case *ast.IndexExpr:
				p.addLookups(decl, node, results[node])
			}
			return true
		})
		p.findCalls(decl)
	}
}

func (p *program) evaluated(s scope, expr ast.Expr) []value {
	p.steps = 0
	return p.values(s, expr)
}

func (p *program) addReads(in *declaration, kind factKind, names []value, choice token.Pos) {
	for _, name := range via(names, in) {
		if !name.isLiteral() || name.text == "" {
			continue
		}
		if name.choice.IsValid() {
			choice = name.choice
		}
		p.facts = append(p.facts, fact{kind, name.text, name.at, name.via, choice, name.via[0].carrierOf(name.at)})
	}
}

func (p *program) addLookups(in *declaration, index *ast.IndexExpr, result *types.Var) {
	p.steps = 0
	maps := p.requestMaps(scope{in: in}, index.X)
	choice := token.NoPos
	if result != nil {
		choice = result.Pos()
	}
	for _, one := range maps {
		names := via(p.evaluated(one.scope, index.Index), in)
		switch one.kind {
		case parameters:
			p.addReads(in, parameterRead, names, choice)
		case claims:
			p.addReads(in, claimRead, names, choice)
		case lambda:
			p.addReads(in, contextRead, names, choice)
		case authorizer:
			for _, name := range names {
				if !structural[name.text] {
					p.addReads(in, contextRead, []value{name}, choice)
				}
			}
		}
	}
}

// assignedTo finds the variables that lookups are assigned to: several lookups of one variable are a choice.
func assignedTo(decl *declaration) map[*ast.IndexExpr]*types.Var {
	results := map[*ast.IndexExpr]*types.Var{}
	ast.Inspect(decl.node, func(node ast.Node) bool {
		assign, ok := node.(*ast.AssignStmt)
		if !ok {
			return true
		}
		for i, right := range assign.Rhs {
			if asserted, ok := right.(*ast.TypeAssertExpr); ok {
				right = asserted.X
			}
			if index, ok := right.(*ast.IndexExpr); ok {
				results[index] = decl.variable(assign.Lhs[i])
			}
		}
		return true
	})
	return results
}
