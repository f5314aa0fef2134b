package serve_test

// leakPaths is the table of every way to ask that TestLeaks goes: add a line for each
// word that is added to the language. The secrets are those of vault.stage.
var leakPaths = []leakPath{
	// One row.
	fetch("get", "F3", "ann", "/v1/docs/$two", 200, `"title":"two"`),
	fetch("get", "F3", "ann", "/v1/docs/$one", 200, `"grade":5`),
	fetch("get", "F5", "ann", "/v1/docs/$strange", 404),
	fetch("get", "F5", "ann", "/v1/docs/$sealed", 404),
	fetch("get", "F5", "carl", "/v1/docs/$two", 404),
	fetch("get", "F5", "", "/v1/docs/$two", 401),
	fetch("get", "F15", "carl", "/v1/notes/$orphan", 404),
	fetch("get", "F15", "", "/v1/notes/$orphan", 404),
	fetch("get", "F15", "ann", "/v1/docs/$nobody", 404),
	fetch("get", "F3", "ann", "/v1/people/$bob", 200, `"name":"bob"`),
	fetch("get", "F5", "ann", "/v1/people/$ghost", 404),

	// Where rows are.
	fetch("resource.only", "F3", "ann", "/v1/me", 200, `"name":"ann"`),
	fetch("resource.only", "F15", "", "/v1/me", 401),
	fetch("resource.only", "F4", "ann", "/v1/me/$bob", 404),
	fetch("resource.key rate deprecated deprecated.since deprecated.sunset", "F5", "ann", "/v1/stamps/1", 200, `"text":"hello"`),
	fetch("resource.key rate deprecated deprecated.use deprecated.because", "F5", "ann", "/v1/stamps/7", 404),
	fetch("resource.key", "F4", "ann", "/v1/stamps/01", 404),
	fetch("under", "F3", "ann", "/v1/docs/$two/lines?total=true", 200, `"amount":7`, `"total":2`),
	fetch("under", "F3", "ann", "/v1/docs/$two/lines?amount[gt]=5&total=true", 200, `"total":1`),
	fetch("under", "F5", "ann", "/v1/docs/$sealed/lines", 404),
	fetch("under", "F5", "ann", "/v1/docs/$strange/lines", 404),
	fetch("under", "F5", "carl", "/v1/docs/$two/lines", 404),
	fetch("under", "F5", "ann", "/v1/docs/$one/lines/$l1", 404),
	fetch("under", "F3", "ann", "/v1/docs/$two/lines/$l1", 200, `"amount":7`),
	fetch("under", "F5", "ann", "/v1/docs/$two/lines/$l10", 404),
	fetch("under", "F5", "ann", "/v1/docs/$sealed/lines/$l9", 404),

	// Texts about the contract stand in its document, which has no row in it.
	fetch("resource.describe summary describe", "F3", "ann", "/v1/docs/$two", 200, `"title":"two"`),

	// Lists: their rows, filters, orders, cursors, counts.
	fetch("list resource.fields", "F3", "ann", "/v1/docs", 200, `"title":"two"`, `"title":"one"`),
	fetch("list resource.fields", "F3", "ann", "/v1/docs?fields=id,grade,word,amount,owner_phone,after_title", 200, `"grade":5`),
	fetch("get resource.fields", "F3", "ann", "/v1/docs/$two?fields=title,grade,amount,large&expand=owner", 200, `"amount":7`),
	fetch("list", "F3", "carl", "/v1/docs", 200, `"items":[]`),
	fetch("list", "F15", "", "/v1/notes", 200, `"hello"`),
	fetch("list", "F15", "carl", "/v1/notes?total=true", 200, `"total":1`),
	fetch("list", "F3", "ann", "/v1/people?sort=phone", 200, `"name":"bob"`),
	fetch("list.filter filter.eq", "F3", "ann", "/v1/docs?title=canary", 200, `"items":[]`),
	fetch("list.filter filter.eq", "F3", "ann", "/v1/docs?grade=7770777", 200, `"items":[]`),
	fetch("filter.eq", "F3", "ann", "/v1/docs?word=canary", 200, `"items":[]`),
	fetch("filter.eq", "F3", "ann", "/v1/people?phone=canary", 200, `"items":[]`),
	fetch("filter.eq", "F3", "ann", "/v1/docs?owner=$ghost", 200, `"title":"four"`),
	fetch("filter.eq", "F15", "carl", "/v1/notes?text=canary", 200, `"items":[]`),
	fetch("filter.ne", "F3", "ann", "/v1/docs?grade[ne]=0", 200, `"title":"one"`),
	fetch("filter.in", "F3", "ann", "/v1/docs?grade[in]=5,7770777", 200, `"title":"one"`),
	fetch("filter.lt", "F3", "ann", "/v1/docs?grade[lt]=6", 200, `"title":"one"`),
	fetch("filter.le", "F3", "ann", "/v1/docs?grade[le]=5", 200, `"title":"one"`),
	fetch("filter.gt", "F3", "ann", "/v1/docs?grade[gt]=4&total=true", 200, `"total":1`),
	fetch("filter.ge", "F3", "ann", "/v1/docs?grade[ge]=5", 200, `"title":"one"`),
	fetch("filter.gt", "F3", "ann", "/v1/lines?amount[gt]=10", 200, `"items":[]`),
	fetch("filter.prefix", "F3", "ann", "/v1/docs?word[prefix]=c", 200, `"items":[]`),
	fetch("filter.present", "F3", "ann", "/v1/docs?word[present]=true", 200, `"items":[]`),
	fetch("filter.present", "F3", "ann", "/v1/docs?grade[present]=true", 200, `"title":"one"`),
	fetch("filter.has", "F3", "ann", "/v1/docs?marks[has]=canary", 200, `"items":[]`),
	fetch("filter.has", "F3 F4", "ann", "/v1/docs?seals[has]=canary", 400, `"code":"unknown_parameter"`),
	fetch("list.filter", "F3 F4", "ann", "/v1/docs?memo=canary", 400, `"code":"unknown_parameter"`),
	fetch("filter.prefix", "F3 F4", "ann", "/v1/docs?memo[prefix]=c", 400, `"code":"unknown_parameter"`),
	fetch("filter.present", "F3 F4", "ann", "/v1/docs?memo[present]=true", 400, `"code":"unknown_parameter"`),
	fetch("filter.gt", "F3 F4", "ann", "/v1/docs?rank[gt]=5", 400, `"code":"unknown_parameter"`),
	fetch("list.sort", "F3", "ann", "/v1/docs?sort=grade,title&limit=1", 200, `"title":"four"`),
	fetch("list.sort", "F3", "ann", "/v1/docs?sort=-grade,-title&limit=1", 200, `"title":"four"`),
	fetch("list.sort", "F3", "ann", "/v1/docs?sort=-word", 200, `"title":"four"`),
	fetch("list.sort", "F3", "ann", "/v1/lines?sort=-amount&limit=1", 200, `"amount":7`),
	fetch("list.sort", "F3", "ann", "/v1/people?sort=-phone&limit=2", 200, `"name":"bob"`),
	fetch("list.sort", "F3 F4", "ann", "/v1/docs?sort=memo", 400, `"code":"invalid_parameter"`),
	fetch("list.sort", "F3 F4", "ann", "/v1/docs?sort=-rank", 400, `"code":"invalid_parameter"`),
	fetch("list.order list.page", "F3", "ann", "/v1/docs?limit=1", 200, `"title":"two"`),
	fetch("list.page", "F3", "ann", "/v1/docs?limit=2", 200, `"title":"two"`),
	fetch("list.total", "F3", "ann", "/v1/docs?total=true", 200, `"total":3`),
	fetch("list.search", "F3", "ann", "/v1/docs?search=canary&total=true", 200, `"items":[]`, `"total":0`),
	fetch("list.search", "F3", "ann", "/v1/docs?search=can", 200, `"items":[]`),
	fetch("list.search", "F3", "ann", "/v1/docs?search=two", 200, `"title":"two"`),
	fetch("list.search", "F3", "carl", "/v1/docs?search=canary", 200, `"items":[]`),
	fetch("list.search", "F4", "ann", "/v1/docs?search=*", 400, `"code":"invalid_parameter"`),
	fetch("list.search", "F4", "ann", "/v1/lines?search=canary", 400, `"code":"unknown_parameter"`),
	fetch("list.total", "F3", "ann", "/v1/lines?total=true", 200, `"total":2`),
	fetch("list.total", "F3", "ann", "/v1/lines?total=true&doc=$two&amount[gt]=5", 200, `"total":1`),
	fetch("list.total", "F15", "", "/v1/notes?total=true&limit=1", 200, `"total":1`),

	// What is computed, and what stands beside.
	fetch("resource.computed computed.size", "F3", "ann", "/v1/docs/$two", 200, `"line_count":2`),
	fetch("computed.filter", "F3", "ann", "/v1/docs/$two", 200, `"open_count":1`),
	fetch("computed.sum", "F3", "ann", "/v1/docs/$two", 200, `"amount":7`),
	fetch("computed.condition", "F3", "ann", "/v1/docs/$two", 200, `"large":false`),
	fetch("computed.reference", "F3", "ann", "/v1/docs/$two", 200, `"title":"two"`, `"safe_name":null`),
	fetch("computed.reference", "F2", "ann", "/v1/docs/$one", 200, `"safe":"$safe"`, `"title":"one"`),
	fetch("resource.expand", "F3", "ann", "/v1/docs/$two?expand=owner,org,after", 200, `"name":"bob"`),
	fetch("resource.expand", "F3", "ann", "/v1/docs?expand=owner,after", 200, `"name":"bob"`),
	fetch("resource.expand", "F3", "ann", "/v1/docs/$four?expand=owner", 200, `"title":"four"`),
	fetch("resource.expand resource.expand.size resource.expand.order", "F3", "ann", "/v1/docs/$two?expand=lines", 200, `"amount":7`, `"more":false`),
	fetch("resource.expand resource.expand.order", "F3", "ann", "/v1/docs?expand=lines,followed", 200, `"title":"two"`),
	fetch("resource.expand", "F3", "ann", "/v1/docs/$one?expand=after.owner,followed.owner,followed.lines", 200, `"title":"one"`),
	fetch("resource.expand", "F2", "ann", "/v1/docs/$one?expand=safe", 200, `"title":"one"`),

	// Writes: what a body may name, what is checked, what comes back.
	send("create also", "F3", "ann", "POST", "/v1/docs", `{"org":"$acme","title":"n"}`, 201, `"line_count":1`),
	send("create", "F5", "carl", "POST", "/v1/docs", `{"org":"$acme","title":"n"}`, 422, `"pointer":"/org"`),
	send("create", "F5", "", "POST", "/v1/docs", `{"org":"$acme","title":"n"}`, 401),
	send("create", "F5", "ann", "POST", "/v1/docs", `{"org":"$evil","title":"n"}`, 422, `"pointer":"/org"`),
	send("create", "F3", "ann", "POST", "/v1/docs", `{"org":"$acme","title":"n","after":"$sealed"}`, 422, `"pointer":"/after"`),
	send("create", "F3", "ann", "POST", "/v1/docs", `{"org":"$acme","title":"n","after":"$strange"}`, 422, `"pointer":"/after"`),
	send("create", "F3", "ann", "POST", "/v1/docs", `{"org":"$acme","title":"n","owner":"$ghost"}`, 422, `"pointer":"/owner"`),
	send("create", "F2", "ann", "POST", "/v1/docs", `{"org":"$acme","title":"n","safe":"$safe"}`, 422, `"pointer":"/safe"`),
	send("create", "F3", "ann", "POST", "/v1/docs", `{"org":"$acme","title":"n","memo":"mine"}`, 403, `"pointer":"/memo"`),
	hush(send("create", "F3", "ann", "POST", "/v1/docs", `{"org":"$acme","title":"n","code":"taken"}`, 201), "that a value is taken is told, and not by what"),
	send("create", "F3", "ann", "POST", "/v1/docs", `{"org":"$acme","title":"n","code":"strange"}`, 201, `"code":"strange"`),
	send("update", "F3", "ann", "PATCH", "/v1/docs/$one", `{"title":"new"}`, 200, `"title":"new"`),
	send("update", "F5", "ann", "PATCH", "/v1/docs/$two", `{"title":"new"}`, 403),
	send("update", "F5", "ann", "PATCH", "/v1/docs/$sealed", `{"title":"new"}`, 404),
	send("update", "F5", "ann", "PATCH", "/v1/docs/$strange", `{"title":"new"}`, 404),
	send("update", "F15", "ann", "PATCH", "/v1/docs/$nobody", `{"title":"new"}`, 404),
	send("update", "F15", "ann", "PATCH", "/v1/docs/$one", `{"owner":null}`, 403),
	send("update", "F3", "ann", "PATCH", "/v1/docs/$one", `{"memo":null}`, 403, `"pointer":"/memo"`),
	send("update", "F3", "ann", "PATCH", "/v1/docs/$one", `{"memo":"canary"}`, 403, `"pointer":"/memo"`),
	hush(send("update", "F3", "ann", "PATCH", "/v1/docs/$one", `{"level":7}`, 422, "memo_of_few"), "a check holds for all, and says its name alone"),
	hush(send("update", "F3", "ann", "PATCH", "/v1/docs/$one", `{"code":"taken"}`, 200), "that a value is taken is told, and not by what"),
	send("update", "F5", "ann", "PATCH", "/v1/docs/$one", `{"sealed":true}`, 200, `"title":"one"`),
	send("delete", "F5", "ann", "DELETE", "/v1/docs/$two", ``, 403),
	send("delete", "F5", "ann", "DELETE", "/v1/docs/$sealed", ``, 404),
	send("delete", "F5", "ann", "DELETE", "/v1/docs/$strange", ``, 404),
	send("delete", "F5", "ann", "DELETE", "/v1/docs/$one", ``, 204),
	send("post input set move require", "F3", "ann", "POST", "/v1/docs/$one/close", `{"because":"new"}`, 200, `"title":"new"`, `"state":"done"`),
	send("fields", "F3", "ann", "POST", "/v1/docs/$one/close", `{"because":"new"}`, 200, `"title":"new"`, `"grade":5`),
	send("fields", "F3", "ann", "POST", "/v1/docs/$one/close?fields=title,memo", `{"because":"new"}`, 400),
	send("post", "F5", "ann", "POST", "/v1/docs/$two/close", `{"because":"new"}`, 403),
	send("post", "F5", "ann", "POST", "/v1/docs/$sealed/close", `{"because":"new"}`, 404),
	send("post", "F5", "carl", "POST", "/v1/docs/$two/close", `{"because":"new"}`, 404),

	// Headers and methods.
	with(fetch("get", "F3", "ann", "/v1/docs/$sealed", 404), "If-None-Match", `"1"`),
	with(fetch("get", "F3", "ann", "/v1/docs/$sealed", 404), "If-Match", `"9"`),
	with(fetch("get", "F3", "ann", "/v1/people/$bob", 304), "If-None-Match", `"1"`),
	with(send("update", "F3", "ann", "PATCH", "/v1/docs/$sealed", `{"title":"x"}`, 404), "If-Match", `"9"`),
	with(send("delete", "F3", "ann", "DELETE", "/v1/docs/$strange", ``, 404), "If-Match", `"9"`),
	with(send("update", "F3", "ann", "PATCH", "/v1/docs/$one", `{"title":"x"}`, 412), "If-Match", `"9"`),
	send("get", "F3", "ann", "HEAD", "/v1/docs/$sealed", ``, 404),
	send("get", "F3", "ann", "HEAD", "/v1/docs/$two", ``, 200),
	send("list", "F3", "ann", "HEAD", "/v1/docs?total=true", ``, 200),
	send("get", "F3", "ann", "OPTIONS", "/v1/docs/$sealed", ``, 204),
	send("list", "F3", "", "OPTIONS", "/v1/docs", ``, 204),

	// Nothing that a request says is dropped.
	fetch("list", "F4", "ann", "/v1/docs?colour=red", 400, `"code":"unknown_parameter"`),
	fetch("list.filter", "F4", "ann", "/v1/docs?code=taken", 400, `"code":"unknown_parameter"`),
	fetch("list.filter", "F4", "ann", "/v1/docs?org.name=canary", 400, `"code":"unknown_parameter"`),
	fetch("list.filter", "F4", "ann", "/v1/docs?owner.phone=canary", 400, `"code":"unknown_parameter"`),
	fetch("list.filter", "F4", "ann", "/v1/docs?grade[like]=7", 400, `"code":"unknown_parameter"`),
	fetch("list.filter", "F4", "ann", "/v1/docs?title[prefix]=c", 400, `"code":"unknown_parameter"`, "it has title"),
	fetch("list.filter", "F4", "ann", "/v1/docs?grade=5&grade=7770777", 400, `"code":"duplicate_parameter"`),
	fetch("list.sort", "F4", "ann", "/v1/docs?sort=owner.phone", 400, `"code":"invalid_parameter"`),
	fetch("list.sort", "F4", "ann", "/v1/docs?sort=sealed", 400, `"code":"invalid_parameter"`),
	fetch("list.page", "F4", "ann", "/v1/docs?limit=0", 400, `"code":"invalid_parameter"`),
	fetch("list.page", "F4", "ann", "/v1/docs?limit=21", 400, `"code":"invalid_parameter"`),
	fetch("list.page", "F4", "ann", "/v1/docs?cursor=AAAA", 400, `"code":"invalid_cursor"`),
	fetch("list.total", "F4", "ann", "/v1/people?total=true", 400, `"code":"unknown_parameter"`),
	fetch("resource.fields", "F3 F4", "ann", "/v1/docs/$two?fields=memo", 400, `"code":"invalid_parameter"`),
	fetch("resource.fields", "F3 F4", "ann", "/v1/docs?fields=id,rank", 400, `"code":"invalid_parameter"`),
	fetch("resource.fields", "F4", "ann", "/v1/docs/$two?fields=sealed", 400, `"code":"invalid_parameter"`),
	fetch("resource.fields", "F4", "ann", "/v1/docs/$two?fields=owner.phone", 400, `"code":"invalid_parameter"`),
	fetch("resource.expand", "F4", "ann", "/v1/docs/$two?expand=members", 400, `"code":"invalid_parameter"`),
	fetch("resource.expand", "F4", "ann", "/v1/people/$bob?expand=owned", 400, `"code":"unknown_parameter"`),
	send("create", "F4", "ann", "POST", "/v1/docs", `{"org":"$acme","title":"n","grade":1}`, 400, `"code":"unknown_key"`),
	send("update", "F4", "ann", "PATCH", "/v1/docs/$one", `{"grade":1}`, 400, `"code":"unknown_key"`),
	send("update", "F4", "ann", "PATCH", "/v1/docs/$one?x=1", `{"title":"n"}`, 400, `"code":"unknown_parameter"`),
	send("input", "F4", "ann", "POST", "/v1/docs/$one/close", `{"because":"new","owner":"$ghost"}`, 400, `"code":"unknown_key"`),
	send("delete", "F4", "ann", "DELETE", "/v1/docs/$one?force=true", ``, 400, `"code":"unknown_parameter"`),
	with(send("get", "F4", "ann", "POST", "/v1/docs/$one", `{}`, 405), "X-HTTP-Method-Override", "DELETE"),
	with(send("update", "F4", "ann", "PATCH", "/v1/docs/$one", `{"title":"x"}`, 400, `"code":"invalid_precondition"`), "If-Match", `1`),
	with(send("update", "F4", "ann", "PATCH", "/v1/docs/$one", `{"title":"x"}`, 415), "Content-Encoding", "gzip"),
}

// fetch is a path that changes nothing.
func fetch(words, class, as, url string, status int, has ...string) leakPath {
	return send(words, class, as, "GET", url, "", status, has...)
}

// send is a path with a method.
func send(words, class, as, method, url, body string, status int, has ...string) leakPath {
	return leakPath{words: words, class: class, step: step{method: method, url: url, as: as, body: body, status: status, has: has}}
}

// with is p with a header.
func with(p leakPath, header ...string) leakPath {
	p.header = header
	return p
}

// hush is p where the answer may differ, with the reason.
func hush(p leakPath, why string) leakPath {
	p.quiet = why
	return p
}
