package main

import "github.com/newel-api/newel"

func main() { new(newel.App).Main() }
