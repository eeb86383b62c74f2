package record_test

import (
	"regexp"
	"testing"

	"listbackup.ai/backend/internal/record"
)

func TestIDOfIsOneForTheSameTexts(t *testing.T) {
	if first, second := record.IDOf("ann", "key"), record.IDOf("ann", "key"); first != second {
		t.Errorf("%s, %s", first, second)
	}
}

func TestIDOfKeepsTextsApart(t *testing.T) {
	seen := map[string][]string{}
	for _, texts := range [][]string{{"ab", "c"}, {"a", "bc"}, {"abc"}, {"abc", ""}, {"", "abc"}, {}} {
		id := record.IDOf(texts...)
		if other, found := seen[id]; found {
			t.Errorf("%q and %q are both %s", texts, other, id)
		}
		seen[id] = texts
	}
}

func TestIdentifiersAreUUIDs(t *testing.T) {
	for version, id := range map[string]string{"4": record.NewID(), "8": record.IDOf("a")} {
		form := regexp.MustCompile("^[0-9a-f]{8}-[0-9a-f]{4}-" + version + "[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
		if !form.MatchString(id) {
			t.Errorf("%s is no UUID of version %s", id, version)
		}
	}
}
