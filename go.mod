module github.com/newel-api/newel

go 1.26.0

require golang.org/x/tools v0.52.0
