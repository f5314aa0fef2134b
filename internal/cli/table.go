package cli

import (
	"context"

	"github.com/newel-api/newel/internal/diag/report"
)

// A command is one row of the table.
type command struct {
	name     string    // as typed: one or two words
	operands []operand // what may stand after it, beside flags
	purpose  string    // one line that begins with a verb
	about    string    // paragraphs
	flags    []string  // names of rows of flagTable; json is every command's
	example  string    // one that works
	run      func(ctx context.Context, c *call) (result any, err error)
}

// operand is a word after the command that is not a flag.
type operand struct {
	name     string
	optional bool
}

var designOperand = []operand{{"DESIGN", true}}

// commands is the table. It is a function because help, which is in it, reads it.
func commands() []*command {
	return []*command{
		{
			name: "new", operands: []operand{{"NAME", false}},
			purpose: "begin a design that serves",
			about: `Writes a small design with comments into the folder NAME, which must be new or empty: ` +
				`teams with members, tasks that only members see, sign-up and sign-in. ` +
				`Its README shows how to call it.`,
			example: "newel new tasks",
			run:     runNew,
		},
		{
			name: "check", operands: designOperand,
			purpose: "say what is wrong with a design",
			about: `Reads all files of the design and reports every finding with its place, the reason and a fix. ` +
				`A design need not be complete to be checked.`,
			example: "newel check examples/helpdesk/design",
			run:     runCheck,
		},
		{
			name: "fix", operands: designOperand,
			purpose: "mend what can be mended with certainty",
			about: `Makes the edits that findings carry: a misspelt name where only one is near, an expression without quotes, yes for true. ` +
				`It goes on as long as each round leaves fewer findings, shows the difference, and then what is left. ` +
				"A rule that lets anyone in is never written so.\n\n" +
				`With --dry-run, nothing is written; what is left is what would be.`,
			flags:   []string{"dry-run"},
			example: "newel fix --dry-run",
			run:     runFix,
		},
		{
			name: "fmt", operands: designOperand,
			purpose: "write the files of a design in one layout",
			about: `What the files say, the order of keys and the comments stay as they are. ` +
				`A file that cannot be read is left as it is, with the findings that say why.` + "\n\n" +
				`With --check, nothing is written: each file in another layout is a finding.`,
			flags:   []string{"check"},
			example: "newel fmt --check",
			run:     runFmt,
		},
		{
			name: "serve", operands: designOperand,
			purpose: "run the API that a design describes",
			about: `Checks the design, brings the database to it and answers requests until it is told to stop ` +
				`(SIGINT or SIGTERM); then it finishes the requests under way. ` +
				"Only additions are made to a database that is there: whatever could lose data is refused, with a list.\n\n" +
				`With --dev, the database is a temporary one that goes away at the end unless --database names one, ` +
				`the rows of seed.yaml beside the design's folder are in it, and logs are for people.` + "\n\n" +
				`The log goes to the standard error: a line for each request, with its id, operation, status and duration, and one for whatever goes wrong. ` +
				`Lines of requests are written together, a tenth of a second after their request at the latest; those of a failure (5xx) ` +
				`and of a caller who is turned away (401, 403) at once, behind those before them, as is everything that is not a request. ` +
				`A process that is told to stop loses none; one that is killed loses those that waited, and a power cut what the system had not put on the disk. ` +
				`With --dev, --log at-once, or at a terminal, nothing waits. ` +
				`With --log errors, requests have no line of their own.`,
			flags:   []string{"listen", "public", "database", "dev", "seed", "log"},
			example: "newel serve --dev",
			run:     runServe,
		},
		{
			name: "user add", operands: designOperand,
			purpose: "add someone who can sign in",
			about: `Writes a row of the identity entity with the fields that --set gives, and a password, into the database, ` +
				`and prints the id of the row. The password is asked for at a terminal; ` +
				`programs give it in NEWEL_PASSWORD or, with --password-stdin, in the first line of the standard input.`,
			flags:   []string{"database", "set", "password-stdin"},
			example: "newel user add --set email=ann@example.org --set name=Ann",
			run:     runUserAdd,
		},
		{
			name: "test requirements", operands: designOperand,
			purpose: "run the criteria of requirements.yaml",
			about: `Runs each criterion on a server of its own, with the rows of the world in a database that goes away, over HTTP on this machine. ` +
				`A criterion that fails is a finding, shown with its request, its answer, what differs, and a curl line.` + "\n\n" +
				`With --proxy, requests go through a proxy that is told to send them on to the address of --listen: ` +
				`one that holds answers to the document of the API, and tells in the header Sl-Violations what breaks it, as Prism does.` + "\n\n" +
				`With --worlds, no criterion runs: the server at --listen is there for another program that runs them, as those of "newel contract arazzo", until it is told to stop. ` +
				`The header X-Newel-World of a request is any name: each has a database of its own, with the rows of the world, from when it is first named. ` +
				`A bearer token that is the name of a row of the identity stands for a session of that row: this is for tests on this machine, never for others.`,
			flags:   []string{"run", "proxy", "listen", "worlds"},
			example: "newel test requirements examples/helpdesk/design",
			run:     runTestRequirements,
		},
		{
			name: "test contract", operands: designOperand,
			purpose: "make requests from the contract and judge the answers",
			about: `Makes requests to a server of its own, with the rows of the world of requirements.yaml, or of seed.yaml beside the design: ` +
				`first the edges of everything that each operation takes, one at a time, right and wrong ones, in bodies, queries, paths, headers and methods; ` +
				`then combinations by chance, as nobody and as each person of the rows, over rows that the requests before have made. ` +
				`A request that breaks the contract must be refused with the place that breaks it, and change nothing; one that keeps to it must not be refused for its form; ` +
				`what a write answers must be what a read shows then; and every answer must be in the contract, and none a server error.` + "\n\n" +
				`A request that fails is a finding, made small, shown with its answer, what was expected, and a curl line. ` +
				`The same --cases and --chance make the same requests again.`,
			flags:   []string{"cases", "chance", "run"},
			example: "newel test contract examples/helpdesk/design --cases 3000",
			run:     runTestContract,
		},
		{
			name: "verify http", operands: designOperand,
			purpose: "ask whether the API speaks HTTP as the RFCs say",
			about: `Asks a probe for each demand, of the operations that the design has: on a server of its own, with the rows of the world of requirements.yaml, or of seed.yaml beside the design; ` +
				`or, with --url, of one that runs the same design, where nothing is changed, as whoever the token in the environment variable NEWEL_TOKEN belongs to. ` +
				`A probe that fails is a finding, shown with its request, the answer, what was expected, and a curl line. What does not apply says why.`,
			flags:   []string{"url", "run"},
			example: "newel verify http examples/helpdesk/design",
			run:     runVerifyHTTP,
		},
		{
			name: "decisions", operands: designOperand,
			purpose: "show what was decided, and what is open",
			about: `Prints each decision of decisions.yaml: what could be chosen, what was, why, what follows, when to think again, and what it takes to reverse it. ` +
				`A check that holds binds the design: "newel check" and "newel serve" refuse a design that goes against it, and name the decision.`,
			example: "newel decisions examples/helpdesk/design",
			run:     runDecisions,
		},
		{
			name: "review", operands: designOperand,
			purpose: "say what is unwise in a design that compiles",
			about: `Reads the design as somebody with experience would: where it lets in more than it means to, what clients will trip over, what was promised and is not tried. ` +
				"A finding that is meant so is accepted in review.yaml, by its rule and the name of what it is about, with the reason; an acceptance that stands for nothing is a finding too.\n\n" +
				`The command fails when a finding is at or above the severity of --gate.`,
			flags:   []string{"gate"},
			example: "newel review examples/helpdesk/design --gate low",
			run:     runReview,
		},
		{
			name: "contract show", operands: designOperand,
			purpose: "list what clients of a design can ask for",
			about: `Names each operation with its method and path, who may call it, and the statuses and codes that it may answer with. ` +
				"With --as, only what that caller can ever do.",
			flags:   []string{"as"},
			example: "newel contract show --as anonymous",
			run:     runContractShow,
		},
		{
			name: "contract pin", operands: designOperand,
			purpose: "keep the contract that clients have",
			about: `Writes openapi.json and behaviour.json into the folder contract.pin of the design: the OpenAPI document, and what no such document says, ` +
				"as who may do what and how lists are ordered. From then on \"newel check\" judges the design by it: " +
				"each change that breaks clients is a finding until somebody approves it in approved.yaml beside them.\n\n" +
				`Pin when the contract is released, and keep the folder in version control. What was approved since the pin before ends with it.`,
			example: "newel contract pin",
			run:     runContractPin,
		},
		{
			name: "contract diff", operands: []operand{{"DESIGN", true}, {"NEW", true}},
			purpose: "say what changed for clients",
			about: `Compares the design with the contract that is pinned beside it, or with --against another one: a file with an OpenAPI document, the folder of a design, ` +
				"or a revision of git. With two names, the first is the old contract: files with OpenAPI documents (3.0 to 3.2, JSON or YAML) or folders of designs.\n\n" +
				`Each change is said once, with the operations that it reaches: whether it breaks clients, by what they send and what they may get; ` +
				"its tier, which is SDK for names in generated clients, WIRE for what is sent, BEHAVIOUR for the rest; its id and fingerprint; and the lens that would keep old clients alive, where there is one.\n\n" +
				`A breaking change that nobody approved fails the command.`,
			flags:   []string{"against"},
			example: "newel contract diff --against v1.2.0",
			run:     runContractDiff,
		},
		{
			name: "contract openapi", operands: designOperand,
			purpose: "print the OpenAPI document of a design",
			about: `The document is the one that a server of the design has at /openapi.json: OpenAPI 3.1, or 3.2 with --openapi 3.2, in JSON. ` +
				"The same design gives the same bytes.\n\n" +
				`With --as, operations that the caller can never do and members that the caller can never see are left out: ` +
				`of "anonymous", of "signed_in", or of somebody of whose row some fields are known, as role=admin.`,
			flags:   []string{"openapi", "as"},
			example: "newel contract openapi > openapi.json",
			run:     runContractOpenAPI,
		},
		{
			name: "contract arazzo", operands: designOperand,
			purpose: "print the acceptance criteria as workflows of Arazzo",
			about: `Writes an Arazzo 1.0.1 document in JSON: a workflow for each criterion of requirements.yaml, with a step for each of its calls, ` +
				`what must hold of the answers, and what is saved. Ids of rows of the world, and tokens of those who call, are inputs; their defaults are those of ` +
				`"newel test requirements --worlds", which gives each workflow the world it needs. The same design gives the same bytes.` + "\n\n" +
				`Arazzo cannot say all that a criterion can: calls that are repeated or parallel, requests for an older version, and some matchers. ` +
				`How much is left out stands on the standard error; with --json, the object has the document, and each thing that is left out with its reason.`,
			flags:   []string{"source"},
			example: "newel contract arazzo > arazzo.json",
			run:     runContractArazzo,
		},
		{
			name: "test versions", operands: designOperand,
			purpose: "try whether the older versions keep their promises",
			about: `Makes random bodies as clients of each older version send them, and random rows, and holds what becomes of them to the laws that let clients rely on a version: ` +
				`a right body of the version is right today, a row of today has the version's form, what an answer says means the same in a body, and errors point at the version's names. ` +
				`A law that is broken is a finding, with the body or row that breaks it. No server and no database is needed.`,
			example: "newel test versions examples/helpdesk/design",
			run:     runTestVersions,
		},
		{
			name: "versions", operands: []operand{{"FIGURES", false}},
			purpose: "tell who still asks for older versions",
			about: `FIGURES is the address of the figures of a server, as http://127.0.0.1:8080/metrics, or a file with them. ` +
				`For each version it tells how many requests there were since the server started, the last one, by which clients (the product of User-Agent), ` +
				`and how many bodies had members that only that version has.` + "\n\n" +
				`A version can end when nobody has asked for it for as many days as --days says; a server that has not run for so long does not know.`,
			flags:   []string{"days"},
			example: "newel versions http://127.0.0.1:8080/metrics --days 90",
			run:     runVersions,
		},
		{
			name: "explain", operands: []operand{{"WORD", false}},
			purpose: "tell all about a finding, a code, a key or a function",
			about: `WORD is a rule, as bind/unknown-entity or unknown-entity: its page says why it hurts, with a design that breaks it and the finding that it gets, ` +
				`and a design that does not. Or it is a code of a problem, as not_found; a key of a design file, as min, or data.fields.min where others are called so too; ` +
				"an operator or a function of CEL, as startsWith; what is known of a design, as operation.page_max, for the checks of decisions.\n\n" +
				`"newel explain list" names all rules, "newel explain codes" all codes, "newel explain keys" all keys, "newel explain facts" all that is known of a design.`,
			example: "newel explain bind/unknown-entity",
			run:     runExplain,
		},
		{
			name: "jsonschema", operands: []operand{{"FILE", false}},
			purpose: "print the JSON Schema of a design file",
			about: `FILE is the name of a design file, as data or decisions. The schema (2020-12) tells an editor which keys and values may stand where. ` +
				`"newel new" writes the schemas into the folder .schema of the design, and each design file names its own in its first line; ` +
				"after an update of Newel, write them again as in the example.\n\n" +
				`With --part, the schema is for one file of a folder that stands in place of the file: any key may be in another one.`,
			flags:   []string{"part"},
			example: "newel jsonschema data > design/.schema/data.json",
			run:     runJSONSchema,
		},
		{
			name: "generate go", operands: designOperand,
			purpose: "write the Go types that fit a design",
			about: `Writes a Go file with a struct for the rows of each entity and for new ones, the words of enums and states, and the inputs and answers of operations: ` +
				`what newel.Handle, newel.Get and the others of package newel take. The same design gives the same file; go generate is the place to call it from.` + "\n\n" +
				`Without --out, the file is printed.`,
			flags:   []string{"package", "out"},
			example: "newel generate go design --package main --out types.go",
			run:     runGenerateGo,
		},
		{
			name: "generate decisions", operands: designOperand,
			purpose: "write the decisions as pages",
			about: `Writes a Markdown page for each decision, in the form of MADR 4, and an index, into the folder --out. ` +
				`The checks stand under Confirmation. Pages of decisions that are no more are removed; a page that somebody wrote is never touched.` + "\n\n" +
				`Without --out, the pages are printed.`,
			flags:   []string{"out"},
			example: "newel generate decisions examples/helpdesk/design --out decisions",
			run:     runGenerateDecisions,
		},
		{
			name: "generate docs", operands: designOperand,
			purpose: "write the reference of the API as pages",
			about: `Writes what a server of the design shows at /docs into the folder --out: index.html with style.css, the same as Markdown, and llms.txt. ` +
				`A long reference has a page for each resource. The rules of access stand there where docs of contract.yaml says rules: true. ` +
				`Pages of resources that are no more are removed; a page that somebody wrote is never touched.` + "\n\n" +
				`Without --out, the pages are printed.`,
			flags:   []string{"out"},
			example: "newel generate docs examples/helpdesk/design --out docs",
			run:     runGenerateDocs,
		},
		{
			name:    "version",
			purpose: "say which Newel this is",
			about:   `Prints the version, the revision it was built from, and the Go release and platform that it was built with.`,
			example: "newel version",
			run:     runVersion,
		},
		{
			name: "help", operands: []operand{{"COMMAND", true}},
			purpose: "explain a command",
			about:   `Without COMMAND, names all commands and the nine steps of a design. "newel COMMAND --help" is the same as "newel help COMMAND".`,
			example: "newel help serve",
			run:     runHelp,
		},
	}
}

// flagRow is a flag that some command has.
type flagRow struct {
	name    string
	value   string // what stands after it in help; "" for a switch
	purpose string
}

var flagTable = []flagRow{
	{"json", "", "write one JSON object on one line instead of text"},
	{"listen", "HOST:PORT", "where to listen; port 0 takes a free one (default 127.0.0.1:8080)"},
	{"public", "URL", "what addresses in answers begin with, as https://api.example.com (default the host that a request names)"},
	{"database", "FILE", "the SQLite database, made when it is not there (default newel.db)"},
	{"dev", "", "a temporary database, the rows of seed.yaml, logs for people"},
	{"seed", "FILE", "rows to put into an empty database"},
	{"log", "WHAT", "requests: a line for each; at-once: and none waits; errors: none (default requests)"},
	{"days", "N", "how long nobody must have asked for a version that can end (default 30)"},
	{"run", "REGEXP", "only criteria whose REQUIREMENT/CRITERION it matches; only probes whose id, or operations whose name it matches"},
	{"chance", "N", "what chance begins with; another number gives other requests (default 1)"},
	{"cases", "N", "how many requests are made and judged (default 3000)"},
	{"worlds", "", "answer requests in the worlds that they name, for another program that runs the criteria"},
	{"source", "URL", "where the OpenAPI document is, as the Arazzo document names it (default openapi.json)"},
	{"proxy", "URL", "where requests go, which come back to --listen"},
	{"url", "URL", "a running server to ask, as http://127.0.0.1:8080"},
	{"set", "FIELD=VALUE", "a field of the new row; may be given many times"},
	{"check", "", "only say which files are in another layout"},
	{"dry-run", "", "only show what would be written"},
	{"package", "NAME", "the package of the Go file (default main)"},
	{"out", "PATH", "where to write: a Go file, which is replaced, or the folder of the pages"},
	{"part", "", "for one file of a folder in place of the file"},
	{"against", "WHAT", "baseline, a file, a folder or a revision of git (default baseline)"},
	{"openapi", "VERSION", "of the document: 3.1 or 3.2 (default 3.1)"},
	{"gate", "SEVERITY", "the mildest that fails: critical, high, medium, low or info (default high)"},
	{"as", "CALLER", "anonymous, signed_in, or fields of the caller: role=admin"},
	{"password-stdin", "", "read the password from the first line of the standard input"},
}

// Values of --log.
const (
	logRequests = "requests"
	logAtOnce   = "at-once"
	logErrors   = "errors"
)

// flags are the values of all flags.
type flags struct {
	json          bool
	listen        string
	public        string
	database      string
	dev           bool
	seed          string
	log           string
	set           []string
	run           string
	proxy         string
	worlds        bool
	source        string
	url           string
	days          int
	cases         int
	chance        uint64
	passwordStdin bool
	openapi       string
	as            string
	gate          string
	against       string
	part          bool
	pkg           string
	out           string
	check         bool
	dryRun        bool
	help          bool
	given         map[string]bool // which were on the command line
}

func defaults() flags {
	return flags{listen: "127.0.0.1:8080", database: "newel.db", log: logRequests, pkg: "main", openapi: "3.1", against: baseline, gate: report.Gate.String(), days: 30, cases: 3000, chance: 1, given: map[string]bool{}}
}

// flagsOf returns the rows of the flags that cmd has, its own first.
func flagsOf(cmd *command) []flagRow {
	var rows []flagRow
	for _, name := range append(cmd.flags[:len(cmd.flags):len(cmd.flags)], "json") {
		for _, row := range flagTable {
			if row.name == name {
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// synopsis returns how cmd is typed: "newel check [DESIGN]".
func (cmd *command) synopsis() string {
	text := "newel " + cmd.name
	for _, o := range cmd.operands {
		if o.optional {
			text += " [" + o.name + "]"
		} else {
			text += " " + o.name
		}
	}
	return text
}
