// Package storetest holds every store to the behaviour that package store promises.
//
// It knows only the seam: it makes its own tables, in the dialect of the store, and
// looks at nothing inside. A store's test is one call of [Exercise].
package storetest
