package main

import "go/types"

// wellKnown are methods that code outside the module calls through interfaces: fmt, encoding, io, net/http, the SDK's and
// Lambda's. They count as called on every type that is reached.
var wellKnown = []string{
	"As", "Close", "Enabled", "Error", "Flush", "Format", "GoString", "Handle", "HandleDeserialize", "HandleFinalize",
	"HandleInitialize", "HandleSerialize", "Invoke", "Is", "Len", "Less", "LogValue", "MarshalBinary",
	"MarshalDynamoDBAttributeValue", "MarshalJSON", "MarshalText", "MarshalYAML", "Pop", "Push", "Read", "Retrieve",
	"RoundTrip", "Seek", "ServeHTTP", "String", "Swap", "UnmarshalBinary", "UnmarshalDynamoDBAttributeValue",
	"UnmarshalJSON", "UnmarshalText", "UnmarshalYAML", "Unwrap", "WithAttrs", "WithGroup", "Write", "WriteString",
}

// reach finds the declarations that a program's start and its main function lead to. A call through an interface of the
// module leads to every method of that name whose type is reached.
func (p *program) reach(main *pkg) map[*declaration]bool {
	r := &reaching{program: p, reached: map[*declaration]bool{}, called: map[string]bool{}}
	for _, name := range wellKnown {
		r.called[name] = true
	}
	packages := importsOf(main)
	for _, made := range p.declarations {
		if made.runsAtStart && packages[made.pkg] {
			r.add(made)
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
	// called are the names of methods that are called through interfaces.
	called map[string]bool
	// types are those that are reached and have methods.
	types []types.Object
}

func (r *reaching) add(made *declaration) {
	if made != nil && !r.reached[made] {
		r.reached[made] = true
		r.waiting = append(r.waiting, made)
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
	made := r.of[object]
	if made == nil {
		r.call(object.Name())
		return
	}
	if _, isType := object.(*types.TypeName); isType && !r.reached[made] {
		r.types = append(r.types, object)
		for _, method := range r.methods[object] {
			if r.called[method.function.Name()] {
				r.add(method)
			}
		}
	}
	r.add(made)
}

// call is of a method of an interface.
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
