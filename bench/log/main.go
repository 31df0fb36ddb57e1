// Command log appends leaves to Go's transparency log (golang.org/x/mod/sumdb/tlog) and proves some: the peer of bench/log.sh.
package main

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	size, err := strconv.ParseInt(os.Args[1], 10, 64)
	if err != nil {
		panic(err)
	}
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for place, index := range indexes {
			hashes[place] = stored[index]
		}
		return hashes, nil
	})
	for index := int64(0); index < size; index++ {
		hashes, err := tlog.StoredHashes(index, []byte(fmt.Sprintf("leaf %d", index)), reader)
		if err != nil {
			panic(err)
		}
		stored = append(stored, hashes...)
	}
	root, err := tlog.TreeHash(size, reader)
	if err != nil {
		panic(err)
	}
	start := time.Now()
	const proofs = 1000
	for number := int64(0); number < proofs; number++ {
		if _, err := tlog.ProveRecord(size, number*size/proofs, reader); err != nil {
			panic(err)
		}
	}
	fmt.Printf("root %v, %.1f µs a proof\n", root, float64(time.Since(start).Microseconds())/proofs)
}
