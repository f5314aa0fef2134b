// What others make of the documents that Newel writes. Each part fails with its output;
// nothing is skipped. It builds the programs that it needs.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const work = mkdtempSync(join(tmpdir(), "newel-contract-"));
const children = [];
const helpdesk = join(root, "examples", "helpdesk", "design");
const newel = join(work, "newel");
const program = join(work, "helpdesk");
const tool = (name) => join(here, "node_modules", ".bin", name);

// The designs whose documents are looked at beside the helpdesk's.
const others = ["blog", "chat", "devices", "ledger", "tracker", "wiki"];

function run(what, command, args, options = {}) {
  const began = Date.now();
  const done = spawnSync(command, args, { cwd: here, encoding: "utf8", maxBuffer: 1 << 28, timeout: 170_000, ...options });
  if (done.error || done.status !== (options.status ?? 0)) {
    throw new Error(`${what} ended with ${done.error ?? done.status}\n${done.stdout ?? ""}${done.stderr ?? ""}`);
  }
  console.log(`ok  ${what} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  return done.stdout;
}

// start runs a program until the end of the check, and waits for a line of it.
function start(what, command, args, ready) {
  const child = spawn(command, args, { cwd: here, stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  return new Promise((resolve, reject) => {
    let text = "";
    const timer = setTimeout(() => reject(new Error(`${what} does not begin\n${text}`)), 90_000);
    const read = (chunk) => {
      text += chunk;
      const found = ready.exec(text);
      if (found) {
        clearTimeout(timer);
        resolve(found);
      }
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", (code) => reject(new Error(`${what} ended with ${code}\n${text}`)));
  });
}

function freePort() {
  return new Promise((resolve) => {
    const s = createServer().listen(0, "127.0.0.1", () => {
      const { port } = s.address();
      s.close(() => resolve(port));
    });
  });
}

// plain takes the circles out of a document: a row that stands beside another has none
// beside it in turn. Prism reads a schema with a circle as one that allows anything.
function plain(doc) {
  const schemas = doc.components.schemas;
  const beside = (v) => {
    if (Array.isArray(v)) return v.map(beside);
    if (typeof v !== "object" || v === null) return v;
    const out = {};
    for (const [name, inner] of Object.entries(v)) {
      const ref = name === "$ref" && schemas[String(inner).split("/").pop()]?.properties?.expand;
      out[name] = ref ? `${inner}Beside` : beside(inner);
    }
    return out;
  };
  for (const [name, s] of Object.entries(schemas)) {
    if (!s.properties?.expand) continue;
    const { expand, ...rest } = s.properties;
    schemas[`${name}Beside`] = { ...s, properties: rest };
    schemas[name] = { ...s, properties: { ...rest, expand: beside(expand) } };
  }
  return doc;
}

// proxied runs criteria behind Prism, which holds them to doc.
async function proxied(what, doc, criteria, status) {
  const file = join(work, `${what.replaceAll(" ", "-")}.json`);
  writeFileSync(file, JSON.stringify(plain(doc)));
  const [front, back] = [await freePort(), await freePort()];
  await start("Prism", tool("prism"), ["proxy", "-h", "127.0.0.1", "-p", String(front), file, `http://127.0.0.1:${back}`], /Prism is listening/);
  return run(what, program, [
    "test", "requirements", helpdesk, "--run", criteria, "--proxy", `http://127.0.0.1:${front}`, "--listen", `127.0.0.1:${back}`,
  ], { status });
}

// respected runs the workflows of an Arazzo document, each in a world of its own.
async function respected(what, doc, url, status) {
  const inputs = {};
  for (const w of doc.workflows) {
    w.parameters = [{ name: "X-Newel-World", in: "header", value: `${what} ${w.workflowId}` }];
    for (const [name, of] of Object.entries(w.inputs?.properties ?? {})) inputs[name] = of.default;
  }
  const file = join(work, `${what.replaceAll(" ", "-")}.json`);
  writeFileSync(file, JSON.stringify(doc));
  return run(what, tool("redocly"), [
    "respect", file, "--server", `api=${url}`, "--input", JSON.stringify(inputs), "--max-steps", "100000",
  ], { status });
}

// workflows lints the criteria as Arazzo and runs them: all hold, and wrong ones do not.
async function workflows(main) {
  const file = join(work, "arazzo.json");
  const text = run("workflows of the helpdesk", newel, ["contract", "arazzo", helpdesk, "--source", main]);
  writeFileSync(file, text);
  run("redocly lint of the workflows", tool("redocly"), ["lint", file]);
  const read = () => JSON.parse(text);
  const [, url] = await start("the worlds", program, ["test", "requirements", helpdesk, "--worlds", "--listen", "127.0.0.1:0"], /listening on (http:\/\/[^/\s]+)/);
  // Answers with some fields only are not as the document says, as docs/http.md tells.
  const some = (w) => w.steps.some((s) => s.parameters?.some((p) => p.in === "query" && p.name === "fields"));
  const doc = read();
  const all = doc.workflows.length;
  doc.workflows = doc.workflows.filter((w) => !some(w));
  console.log(`    ${doc.workflows.length} of ${all} workflows: the others ask for some fields`);
  await respected("workflows by Respect", doc, url, 0);
  for (const [what, from, to] of [["a status", "$statusCode == 201", "$statusCode == 200"], ["a value", "'urgent'", "'low'"]]) {
    const wrong = read();
    wrong.workflows = wrong.workflows.slice(0, 1); // the same must be able to fail
    const c = wrong.workflows[0].steps[0].successCriteria.find((c) => c.condition.includes(from));
    c.condition = c.condition.replace(from, to);
    const told = await respected(`workflows with ${what} that is wrong`, wrong, url, 1);
    if (!told.includes("1 failed, 1 total")) throw new Error(`Respect does not see what is wrong\n${told}`);
  }
}

async function check() {
  run("build newel", "go", ["build", "-o", newel, "./cmd/newel"], { cwd: root });
  run("build the helpdesk", "go", ["build", "-o", program, "./examples/helpdesk"], { cwd: root });
  const documents = [];
  const document = (name, folder, ...args) => {
    const file = join(work, `${name}.json`);
    writeFileSync(file, run(`document of ${name}`, newel, ["contract", "openapi", folder, ...args]));
    documents.push(file);
    return file;
  };
  const main = document("helpdesk", helpdesk);
  document("helpdesk-3.2", helpdesk, "--openapi", "3.2");
  document("helpdesk-anonymous", helpdesk, "--as", "anonymous");
  for (const name of others) document(name, join(root, "testdata", "designs", name, "design"));

  run("redocly lint", tool("redocly"), ["lint", "--config", "redocly.yaml", "--max-problems", "20", ...documents]);
  run("spectral lint", tool("spectral"), ["lint", "--fail-severity", "warn", "-r", "spectral.yaml", ...documents]);

  const client = join(here, "client");
  // What has a default need not be sent.
  run("openapi-typescript", tool("openapi-typescript"), [main, "--default-non-nullable=false", "-o", join(client, "schema.d.ts")]);
  run("tsc --strict", tool("tsc"), ["-p", client]);
  const [, url] = await start("the server", program, ["serve", helpdesk, "--dev", "--listen", "127.0.0.1:0"], /listening on (http:\/\/[^/\s]+)/);
  const served = await (await fetch(`${url}/openapi.json`)).text();
  if (served !== readFileSync(main, "utf8")) throw new Error("the server has another document than newel contract openapi");
  run("the TypeScript client", "node", [join(client, "out", "live.js"), url]);

  const go = join(here, "goclient");
  run("oapi-codegen", "go", ["tool", "oapi-codegen", "-config", "oapi-codegen.yaml", main], { cwd: go });
  run("go vet of the Go client", "go", ["vet", "./..."], { cwd: go });
  run("the Go client", "go", ["run", ".", url], { cwd: go });

  await workflows(main);

  const read = () => JSON.parse(readFileSync(main, "utf8"));
  await proxied("criteria behind Prism", read(), ".", 0);
  const wrong = read(); // the same must be able to fail
  wrong.components.schemas.Ticket.properties.subject = { type: "integer" };
  const told = await proxied("criteria behind Prism with a wrong document", wrong, "^see-own-tickets/", 1);
  if (!told.includes("the document says otherwise")) throw new Error(`Prism does not see what is wrong\n${told}`);
}

try {
  mkdirSync(join(here, "goclient", "client"), { recursive: true });
  await check();
} catch (e) {
  console.error(String(e.message ?? e));
  process.exitCode = 1;
} finally {
  for (const child of children) {
    child.removeAllListeners("exit");
    child.kill();
  }
  rmSync(work, { recursive: true, force: true });
}
