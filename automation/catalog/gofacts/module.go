package main

import (
	"errors"
	"go/build"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
)

const handlersFolder = "cmd/handlers"

// module is the Go module of the handlers, with the folders that replace other modules.
type module struct {
	root string
	// folders are import paths of modules by folder, relative to the root.
	folders map[string]string
	// required are import paths of modules outside its folders.
	required []string
	context  build.Context
}

var (
	moduleLine  = regexp.MustCompile(`(?m)^module\s+"?([^\s"]+)`)
	requireLine = regexp.MustCompile(`(?m)^(?:require\s+|\t)"?([^\s"]+)"?\s+v\d\S*(?:\s*//.*)?$`)
	replaceLine = regexp.MustCompile(`(?m)^(?:replace\s+|\t)(\S+)(?:\s+v\S+)?\s+=>\s+(\.{1,2}/\S*)`)
)

func openModule(root, architecture string) (*module, error) {
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	folders := map[string]string{}
	var required []string
	for _, match := range requireLine.FindAllStringSubmatch(string(text), -1) {
		required = append(required, match[1])
	}
	for _, match := range replaceLine.FindAllStringSubmatch(string(text), -1) {
		folders[strings.Trim(match[1], `"`)] = path.Clean(match[2])
	}
	if match := moduleLine.FindStringSubmatch(string(text)); match != nil {
		folders[match[1]] = "."
	}
	context := build.Default
	context.GOOS, context.GOARCH = "linux", architecture
	context.CgoEnabled = false
	// The build tags of handlers: see automation/build/go/goCompile.ts.
	context.BuildTags = []string{"lambda.norpc"}
	return &module{root: root, folders: folders, required: required, context: context}, nil
}

// folderOf returns the folder of a package, relative to the root; false for packages of other modules.
func (m *module) folderOf(importPath string) (string, bool) {
	for prefix := importPath; ; prefix = path.Dir(prefix) {
		folder, known := m.folders[prefix]
		if !known && slices.Contains(m.required, prefix) {
			return "", false
		}
		if known {
			return path.Join(folder, strings.TrimPrefix(importPath, prefix)), true
		}
		if !strings.Contains(prefix, "/") {
			return "", false
		}
	}
}

// importPath is the inverse of folderOf for folders of the module itself.
func (m *module) importPath(folder string) string {
	for prefix, own := range m.folders {
		if own == "." {
			return path.Join(prefix, folder)
		}
	}
	return folder
}

func (m *module) hasFolder(folder string) bool {
	found, err := os.Stat(filepath.Join(m.root, folder))
	return err == nil && found.IsDir()
}

// files returns the Go files of a folder that a build for Lambda uses, without tests.
func (m *module) files(folder string) []string {
	entries, err := os.ReadDir(filepath.Join(m.root, folder))
	if err != nil {
		return nil
	}
	var names []string
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		if matches, err := m.context.MatchFile(filepath.Join(m.root, folder), name); err == nil && matches {
			names = append(names, name)
		}
	}
	return names
}

// handlerFolders returns all folders with Go files below cmd/handlers, relative to it.
func (m *module) handlerFolders() ([]string, error) {
	root := filepath.Join(m.root, handlersFolder)
	found := map[string]bool{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !entry.IsDir() && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			folder, _ := filepath.Rel(root, filepath.Dir(name))
			found[filepath.ToSlash(folder)] = true
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	folders := make([]string, 0, len(found))
	for folder := range found {
		folders = append(folders, folder)
	}
	sort.Strings(folders)
	return folders, err
}
