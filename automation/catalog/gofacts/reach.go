package main

import "go/types"

// externalMethods are methods that other modules call through interfaces: fmt, encoding, io, net/http, the SDK's and
// Lambda's. They count as called on every reached type.
var externalMethods = []string{
	"As", "Close", "Enabled", "Error", "Flush", "Format", "GoString", "Handle", "HandleDeserialize", "HandleFinalize",
	"HandleInitialize", "HandleSerialize", "Invoke", "Is", "Len", "Less", "LogValue", "MarshalBinary",
	"MarshalDynamoDBAttributeValue", "MarshalJSON", "MarshalText", "MarshalYAML", "Pop", "Push", "Read", "Retrieve",
	"RoundTrip", "Seek", "ServeHTTP", "String", "Swap", "UnmarshalBinary", "UnmarshalDynamoDBAttributeValue",
	"UnmarshalJSON", "UnmarshalText", "UnmarshalYAML", "Unwrap", "WithAttrs", "WithGroup", "Write", "WriteString",
}

// reach finds the declarations that are reachable from a program's initialization and its main function. A call through
// an interface of the module reaches every method of that name whose type is reached.
func (p *program) reach(main *pkg) map[*declaration]bool {
	r := &reaching{program: p, reached: map[*declaration]bool{}, called: map[string]bool{}}
	for _, name := range externalMethods {
		r.called[name] = true
	}
	packages := importsOf(main)
	for _, decl := range p.declarations {
		if decl.runsAtStart && packages[decl.pkg] {
			r.add(decl)
		}
	}
	if start := p.of[main.types.Scope().Lookup("main")]; start != nil {
		r.add(start)
	}
	r.follow()
	return r.reached
}

func importsOf(root *pkg) map[*pkg]bool {
	all := map[*pkg]bool{root: true}
	for waiting := []*pkg{root}; len(waiting) > 0; {
		next := waiting[0]
		waiting = waiting[1:]
		for _, imported := range next.imports {
			if !all[imported] {
				all[imported] = true
				waiting = append(waiting, imported)
			}
		}
	}
	return all
}

type reaching struct {
	*program
	reached map[*declaration]bool
	waiting []*declaration
	// called are names of methods that are called through interfaces.
	called map[string]bool
	// types are reached types with methods.
	types []types.Object
}

func (r *reaching) add(decl *declaration) {
	if decl != nil && !r.reached[decl] {
		r.reached[decl] = true
		r.waiting = append(r.waiting, decl)
	}
}

func (r *reaching) follow() {
	for len(r.waiting) > 0 {
		next := r.waiting[len(r.waiting)-1]
		r.waiting = r.waiting[:len(r.waiting)-1]
		for _, object := range next.uses {
			r.use(object)
		}
	}
}

func (r *reaching) use(object types.Object) {
	decl := r.of[object]
	if decl == nil {
		r.call(object.Name())
		return
	}
	if _, isType := object.(*types.TypeName); isType && !r.reached[decl] {
		r.types = append(r.types, object)
		for _, method := range r.methods[object] {
			if r.called[method.function.Name()] {
				r.add(method)
			}
		}
	}
	r.add(decl)
}

// call records the call of an interface method.
func (r *reaching) call(name string) {
	if r.called[name] {
		return
	}
	r.called[name] = true
	for _, object := range r.types {
		for _, method := range r.methods[object] {
			if method.function.Name() == name {
				r.add(method)
			}
		}
	}
}
