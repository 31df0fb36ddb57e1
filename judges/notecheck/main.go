// Command notecheck reads a package's log with Go's own implementation of signed notes and transparency logs
// (golang.org/x/mod/sumdb): every checkpoint, every consistency proof, the proof of every shown leaf.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o notecheck judges/notecheck/main.go
//	notecheck PACKAGE_FOLDER
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: notecheck PACKAGE_FOLDER")
		os.Exit(2)
	}
	said, err := check(filepath.Join(os.Args[1], "temoin"))
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
	fmt.Println(said)
}

func check(folder string) (string, error) {
	keys, err := os.ReadFile(filepath.Join(folder, "keys.txt"))
	if err != nil {
		return "", err
	}
	key, err := note.NewVerifier(strings.SplitN(string(keys), "\n", 2)[0])
	if err != nil {
		return "", err
	}
	if _, err := open(filepath.Join(folder, "..", "temoin-seal.note"), key); err != nil {
		return "", fmt.Errorf("seal note: %w", err)
	}
	head, err := checkpoint(filepath.Join(folder, "log", "checkpoint"), key)
	if err != nil {
		return "", err
	}
	earlier, err := earlierCheckpoints(filepath.Join(folder, "log"), key, head)
	if err != nil {
		return "", err
	}
	leaves, err := shownLeaves(filepath.Join(folder, "log"), key, head)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("checkpoint of %d leaves, %d earlier checkpoints, %d leaves proved", head.N, earlier, leaves), nil
}

func open(path string, key note.Verifier) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	return openBytes(data, key)
}

func openBytes(data []byte, key note.Verifier) (string, error) {
	opened, err := note.Open(data, note.VerifierList(key))
	if err != nil {
		return "", err
	}
	return opened.Text, nil
}

func checkpoint(path string, key note.Verifier) (tlog.Tree, error) {
	text, err := open(path, key)
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return parseTree(text, key.Name())
}

func parseTree(text, origin string) (tlog.Tree, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[0] != origin || lines[3] != "" {
		return tlog.Tree{}, fmt.Errorf("not a checkpoint of %s", origin)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func earlierCheckpoints(folder string, key note.Verifier, head tlog.Tree) (int, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "checkpoints", "*"))
	if err != nil {
		return 0, err
	}
	for _, path := range paths {
		early, err := checkpoint(path, key)
		if err != nil {
			return 0, err
		}
		data, err := os.ReadFile(filepath.Join(folder, "consistency", filepath.Base(path)))
		if err != nil {
			return 0, err
		}
		hashes, err := parseHashes(strings.Split(strings.TrimSuffix(string(data), "\n"), "\n"))
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckTree(tlog.TreeProof(hashes), head.N, head.Hash, early.N, early.Hash); err != nil {
			return 0, fmt.Errorf("consistency %s: %w", filepath.Base(path), err)
		}
	}
	return len(paths), nil
}

func shownLeaves(folder string, key note.Verifier, head tlog.Tree) (int, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "leaves", "*.json"))
	if err != nil || len(paths) == 0 {
		return 0, fmt.Errorf("no leaf is shown (%v)", err)
	}
	for _, path := range paths {
		if err := shownLeaf(folder, path, key, head); err != nil {
			return 0, fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
	}
	return len(paths), nil
}

func shownLeaf(folder, path string, key note.Verifier, head tlog.Tree) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var shown struct {
		Index int64
		Leaf  json.RawMessage // the leaf's own bytes: the file is canonical JSON
	}
	if err := json.Unmarshal(data, &shown); err != nil {
		return err
	}
	name := strings.TrimSuffix(filepath.Base(path), ".json") + ".tlog-proof"
	proof, err := os.ReadFile(filepath.Join(folder, "proofs", name))
	if err != nil {
		return err
	}
	index, hashes, tree, err := parseProof(string(proof), key)
	if err != nil {
		return err
	}
	if index != shown.Index || tree != head {
		return fmt.Errorf("the proof is of leaf %d in another tree or place", index)
	}
	return tlog.CheckRecord(hashes, tree.N, tree.Hash, index, tlog.RecordHash(shown.Leaf))
}

// parseProof reads a C2SP tlog-proof: a first line, the index, hashes, an empty line, a checkpoint.
func parseProof(text string, key note.Verifier) (int64, tlog.RecordProof, tlog.Tree, error) {
	head, signed, found := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		return 0, nil, tlog.Tree{}, fmt.Errorf("not a tlog-proof")
	}
	index, err := strconv.ParseInt(lines[1][len("index "):], 10, 64)
	if err != nil {
		return 0, nil, tlog.Tree{}, err
	}
	hashes, err := parseHashes(lines[2:])
	if err != nil {
		return 0, nil, tlog.Tree{}, err
	}
	opened, err := openBytes([]byte(signed), key)
	if err != nil {
		return 0, nil, tlog.Tree{}, err
	}
	tree, err := parseTree(opened, key.Name())
	return index, hashes, tree, err
}

func parseHashes(lines []string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, line := range lines {
		if line == "" && len(lines) == 1 {
			break
		}
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}
