// Package conform asks a running API whether it speaks HTTP as the RFCs say: one [Probe]
// for each demand, with its section, what it sends and what must come back. Probes are
// parametrised by the plan: they ask of the operations that there are.
//
// It knows HTTP/1.1 on the wire, and writes its requests itself, so that it can send what
// no client library would. It refuses to know what the server does inside, and its rules:
// who may do what, it finds out by asking.
//
//	results, err := conform.Serve(ctx, conform.Options{Design: d, Rows: world}) // on a server that goes away
//	results := conform.Run(ctx, conform.Subject{URL: url, Plan: p}, nil)        // on one that runs, only reading
package conform
