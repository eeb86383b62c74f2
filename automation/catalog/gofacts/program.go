package main

import (
	"go/types"
	"slices"
	"strings"
)

func newProgram(m *module) *program {
	return &program{
		loader: newLoader(m), of: map[types.Object]*declaration{}, methods: map[types.Object][]*declaration{},
		flows: map[*types.Var][]flow{}, returns: map[*types.Func][]flow{},
	}
}

// prepare finds everything that does not differ from handler to handler.
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
	for _, made := range p.declarations {
		p.findCarriers(made)
	}
	p.findFacts()
}
