package main

import (
	"cmp"
	"fmt"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

func analyse(request Request) (Report, error) {
	root, err := filepath.Abs(request.Module)
	if err != nil {
		return Report{}, err
	}
	m, err := openModule(root, request.Architecture)
	if err != nil {
		return Report{}, err
	}
	folders, err := m.handlerFolders()
	if err != nil {
		return Report{}, err
	}
	p := newProgram(m)
	mains := map[string]*pkg{}
	for _, folder := range folders {
		folder = path.Join(handlersFolder, folder)
		if read := p.loadProgram(Program{Folder: folder}); read != nil && read.name == "main" {
			mains[folder] = read
		}
	}
	for _, program := range request.Programs {
		if read := p.loadProgram(program); read != nil && (read.name != "" || m.hasFolder(program.Folder)) {
			mains[program.Name] = read
		}
	}
	p.prepare()
	report := Report{Handlers: map[string]Handler{}, Folders: p.folders()}
	for name, main := range mains {
		report.Handlers[name] = p.handler(main)
	}
	return report, nil
}

func (p *program) loadProgram(wanted Program) *pkg {
	importPath := p.module.importPath(wanted.Folder)
	if len(wanted.Sources) > 0 {
		// The whole folder may be read too.
		importPath += "#" + strings.Join(wanted.Sources, "#")
	}
	return p.load(importPath, wanted.Folder, wanted.Sources)
}

func (p *program) folders() []string {
	all := []string{}
	for _, read := range p.packages {
		if read != nil {
			all = append(all, read.folder)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// handler reports the reads and calls of one handler.
func (p *program) handler(main *pkg) Handler {
	result := Handler{
		Errors: p.problems(main), Reads: []Read{}, Parameters: []Choice{}, Claims: []Choice{}, Context: []Choice{}, Calls: []Call{},
	}
	switch {
	case main.name == "main":
	case main.name == "":
		result.Errors = []Problem{{main.folder, "no Go files"}}
	default:
		result.Errors = []Problem{{main.folder, "package " + main.name + " is no main package"}}
	}
	if len(result.Errors) > 0 {
		return result
	}
	reached := p.reach(main)
	byKind := map[factKind][]fact{}
	for _, one := range p.facts {
		if all(one.via, reached) {
			byKind[one.kind] = append(byKind[one.kind], one)
		}
	}
	seen := map[string]bool{}
	used := usedFields(reached)
	for _, one := range sorted(byKind[environmentRead]) {
		isUsed := one.carrier == nil || used[one.carrier.field] || used[one.carrier.owner]
		if isUsed && !seen[one.name] {
			seen[one.name] = true
			result.Reads = append(result.Reads, Read{one.name, p.at(one.at)})
		}
	}
	result.Parameters = p.choices(byKind[parameterRead])
	result.Claims = p.choices(byKind[claimRead])
	result.Context = p.choices(byKind[contextRead])
	result.Calls = p.callsOf(reached)
	return result
}

// problems returns the problems of the handler and of all packages of the module that it imports.
func (p *program) problems(main *pkg) []Problem {
	all := []Problem{}
	for read := range importsOf(main) {
		all = append(all, read.problems...)
	}
	slices.SortFunc(all, func(a, b Problem) int { return cmp.Compare(a.At, b.At) })
	return all
}

func all(needed []*declaration, reached map[*declaration]bool) bool {
	for _, one := range needed {
		if !reached[one] {
			return false
		}
	}
	return true
}

func sorted(facts []fact) []fact {
	slices.SortStableFunc(facts, func(a, b fact) int { return cmp.Compare(a.at, b.at) })
	return facts
}

func (p *program) choices(facts []fact) []Choice {
	choices := []Choice{}
	places := map[token.Pos]int{}
	seen := map[string]bool{}
	for _, one := range sorted(facts) {
		if index, known := places[one.choice]; known && one.choice.IsValid() {
			if !slices.Contains(choices[index].Names, one.name) {
				choices[index].Names = append(choices[index].Names, one.name)
			}
			continue
		}
		if !one.choice.IsValid() {
			if seen[one.name] {
				continue
			}
			seen[one.name] = true
		}
		places[one.choice] = len(choices)
		choices = append(choices, Choice{Names: []string{one.name}, At: p.at(one.at)})
	}
	return choices
}

// callsOf returns each call once, at its first position.
func (p *program) callsOf(reached map[*declaration]bool) []Call {
	calls := []Call{}
	seen := map[string]bool{}
	for _, awsCall := range p.calls {
		if !reached[awsCall.in] {
			continue
		}
		for _, one := range p.call(awsCall, reached) {
			same := fmt.Sprint(one.Service, one.Operation, one.Tables, one.Index, one.Key, one.Template, one.ConfigurationSet)
			if !seen[same] {
				seen[same] = true
				calls = append(calls, one)
			}
		}
	}
	return calls
}

// call returns one entry for each index that a request may name.
func (p *program) call(awsCall callFact, reached map[*declaration]bool) []Call {
	first := func(names ...string) string {
		for _, name := range names {
			for _, one := range awsCall.fields[name] {
				if one.known && all(one.via, reached) {
					return one.text
				}
			}
		}
		return ""
	}
	base := Call{
		Service: awsCall.service, Operation: awsCall.operation, At: p.at(awsCall.at), Tables: tables(awsCall.fields["TableName"], reached),
		Key: keyOf(awsCall.key, reached), Template: first("Template", "TemplateName"), ConfigurationSet: first("ConfigurationSetName"),
	}
	var calls []Call
	for _, index := range awsCall.fields["IndexName"] {
		if index.isLiteral() && index.text != "" && all(index.via, reached) {
			one := base
			one.Index, one.At = index.text, p.at(index.at)
			calls = append(calls, one)
		}
	}
	if len(calls) == 0 {
		calls = []Call{base}
	}
	return calls
}

// tables returns the variables that may contain a table's name; none where it may come from another source.
func tables(names []value, reached map[*declaration]bool) []string {
	variables := []string{}
	for _, name := range names {
		if !all(name.via, reached) {
			continue
		}
		if !name.known {
			return []string{}
		}
		// A literal is the fallback for an empty variable.
		if variable := name.variable(); variable != "" && !slices.Contains(variables, variable) {
			variables = append(variables, variable)
		}
	}
	slices.Sort(variables)
	return variables
}

func keyOf(names []value, reached map[*declaration]bool) []string {
	attributes := []string{}
	for _, name := range names {
		if !all(name.via, reached) {
			continue
		}
		if !name.isLiteral() {
			return []string{}
		}
		if !slices.Contains(attributes, name.text) {
			attributes = append(attributes, name.text)
		}
	}
	slices.Sort(attributes)
	return attributes
}
