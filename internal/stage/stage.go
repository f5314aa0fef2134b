package stage

// Stage is one of the nine steps.
type Stage struct {
	Number  int    // from 1, in the order in which they are taken
	Name    string // of its design file, without .yaml
	Purpose string // what the file says, one line
	Built   bool   // whether Newel reads the file
}

// All are the steps in their order. What one of them gives, the next ones use.
var All = [...]Stage{
	{1, "requirements", "what the API must do, and how we will know that it does", true},
	{2, "decisions", "what was chosen, what was given up, and when to think again", true},
	{3, "contract", "resources and operations: what clients may build on", true},
	{4, "data", "entities, fields, references and what rows must satisfy", true},
	{5, "access", "who callers are, and which rows and fields are for them", true},
	{6, "review", "what was found on reading the design, and what was accepted", true},
	{7, "tests", "what must be tried, and how well the tests notice mistakes", false},
	{8, "attacks", "what an attacker would try, with the evidence", false},
	{9, "ship", "what must hold before a release, and the way back", false},
}
