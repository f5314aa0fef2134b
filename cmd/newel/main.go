// Command newel compiles the design of an API and serves it; "newel help" tells how.
package main

import "github.com/newel-api/newel"

func main() { new(newel.App).Main() }
