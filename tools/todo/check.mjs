// What Todo-Backend asks of a server, from a page of another origin in a browser: the 16
// checks, with fetch and nothing but what CORS lets through. CHROMIUM names the browser.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const work = mkdtempSync(join(tmpdir(), "newel-todo-"));
const program = join(work, "todo");
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const wanted = 16;

// serve starts the example and returns its child and its address.
function serve() {
  const built = spawnSync("go", ["build", "-o", program, "./examples/todo"], { cwd: root, encoding: "utf8", timeout: 170_000 });
  if (built.status !== 0) throw new Error(`go build ended with ${built.error ?? built.status}\n${built.stderr}`);
  const child = spawn(program, ["serve", "examples/todo/design", "--dev", "--log", "errors", "--listen", "127.0.0.1:0"], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    let text = "";
    const timer = setTimeout(() => reject(new Error(`the server does not begin\n${text}`)), 60_000);
    const read = (chunk) => {
      text += chunk;
      const found = /listening on (http:\/\/[^/\s]+)/.exec(text);
      if (found) {
        clearTimeout(timer);
        resolve({ child, url: found[1] });
      }
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}\n${text}`)));
  });
}

// page serves an empty page, whose origin is another than the server's.
function page() {
  const server = createServer((_, answer) => answer.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>elsewhere</title>"));
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve({ server, url: `http://localhost:${server.address().port}/` })));
}

// checks runs in the page, and returns what came of each check.
async function checks(todos) {
  const results = [];
  const send = async (method, url, body) => {
    const answer = await fetch(url, { method, headers: body ? { "Content-Type": "application/json" } : {}, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${url} is ${answer.status}`);
    const text = await answer.text();
    return text === "" ? undefined : JSON.parse(text);
  };
  const get = (url) => send("GET", url);
  const post = (body) => send("POST", todos, body);
  const holds = (truth, what) => {
    if (!truth) throw new Error(what);
  };
  const check = async (name, run) => {
    try {
      await send("DELETE", todos);
      await run();
      results.push({ name });
    } catch (error) {
      results.push({ name, error: String(error) });
    }
  };
  const only = async () => {
    const list = await get(todos);
    holds(Array.isArray(list) && list.length === 1, `the list is ${JSON.stringify(list)}`);
    return list[0];
  };

  await check("the root answers GET", () => get(todos));
  await check("the root answers POST with the todo that was posted", async () => holds((await post({ title: "a todo" })).title === "a todo", "another title"));
  await check("the root answers DELETE", () => send("DELETE", todos));
  await check("after a DELETE the root answers GET with an empty array", async () => {
    await post({ title: "a todo" });
    await send("DELETE", todos);
    holds(JSON.stringify(await get(todos)) === "[]", "no empty array");
  });
  await check("a todo that is posted is in the list at the root", async () => {
    await post({ title: "walk the dog" });
    holds((await only()).title === "walk the dog", "another title");
  });
  await check("a new todo is not completed", async () => {
    holds((await post({ title: "blah" })).completed === false, "completed when it is made");
    holds((await only()).completed === false, "completed in the list");
  });
  await check("each new todo has a url", async () => {
    holds(typeof (await post({ title: "blah" })).url === "string", "no url when it is made");
    holds(typeof (await only()).url === "string", "no url in the list");
  });
  await check("the url of a new todo answers with the todo", async () => {
    const made = await post({ title: "my todo" });
    const read = await get(made.url);
    holds(read.title === "my todo" && read.url === made.url, "another todo");
  });
  await check("the list leads to each todo by its url", async () => {
    await post({ title: "today" });
    await post({ title: "tomorrow" });
    const list = await get(todos);
    holds(list.length === 2, "not two");
    for (const todo of list) holds((await get(todo.url)).title === todo.title, "another todo");
  });
  await check("a PATCH changes the title", async () => {
    const { url } = await post({ title: "initial title" });
    holds((await send("PATCH", url, { title: "bathe the cat" })).title === "bathe the cat", "the old title");
  });
  await check("a PATCH completes a todo", async () => {
    const { url } = await post({ title: "blah" });
    holds((await send("PATCH", url, { completed: true })).completed === true, "not completed");
  });
  await check("what a PATCH changed is there when the todo and the list are read again", async () => {
    const { url } = await post({ title: "blah" });
    await send("PATCH", url, { title: "changed", completed: true });
    for (const todo of [await get(url), await only()]) holds(todo.title === "changed" && todo.completed === true, "as it was");
  });
  await check("a DELETE at the url of a todo deletes it", async () => {
    const { url } = await post({ title: "blah" });
    await send("DELETE", url);
    holds((await get(todos)).length === 0, "it is still in the list");
    holds((await fetch(url)).status === 404, "it is still at its url");
  });
  await check("a todo is made with an order", async () => holds((await post({ title: "blah", order: 523 })).order === 523, "another order"));
  await check("a PATCH changes the order", async () => {
    const { url } = await post({ title: "blah", order: 10 });
    holds((await send("PATCH", url, { order: 95 })).order === 95, "the old order");
  });
  await check("a changed order is there when the todo is read again", async () => {
    const { url } = await post({ title: "blah", order: 10 });
    await send("PATCH", url, { order: 95 });
    holds((await get(url)).order === 95, "the old order");
  });
  return results;
}

let browser, todo, elsewhere;
try {
  todo = await serve();
  elsewhere = await page();
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
  const tab = await browser.newPage();
  tab.on("pageerror", (error) => console.error(`script: ${error}`));
  await tab.goto(elsewhere.url);
  const results = await tab.evaluate(checks, `${todo.url}/todos`);
  const failed = results.filter((r) => r.error);
  for (const r of failed) console.error(`${r.name}: ${r.error}`);
  if (failed.length > 0 || results.length !== wanted) throw new Error(`${results.length - failed.length} of ${wanted} checks hold`);
  console.log(`${wanted} checks hold in Chromium ${browser.version()}, from a page of ${new URL(elsewhere.url).host} at ${new URL(todo.url).host}`);
} catch (error) {
  console.error(String(error.message ?? error));
  process.exitCode = 1;
} finally {
  await browser?.close();
  elsewhere?.server.close();
  todo?.child.removeAllListeners("exit").kill();
  rmSync(work, { recursive: true, force: true });
}
