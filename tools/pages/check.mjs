// What a browser makes of the pages of the reference: it opens each at three widths, light
// and dark, and looks for what people and other programs would stumble over. Nothing is
// skipped. CHROMIUM names the browser; SHOTS a folder for pictures of the pages.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const work = mkdtempSync(join(tmpdir(), "newel-pages-"));
const axe = readFileSync(join(here, "node_modules", "axe-core", "axe.min.js"), "utf8");
const shots = process.env.SHOTS;
const newel = join(work, "newel");
const children = [];
const wrong = [];

// The designs whose pages are looked at: one on one page, one whose texts would run if they
// were not escaped, and one with a page for each resource.
const designs = [["helpdesk", join(root, "examples", "helpdesk", "design")], ["hostile", join(here, "hostile")], ["large", join(work, "large")]];
const widths = [320, 768, 1440];
const mostPages = 2; // of one design: those of resources are made alike
const flags = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

function run(what, command, args) {
  const done = spawnSync(command, args, { cwd: root, encoding: "utf8", timeout: 170_000 });
  if (done.error || done.status !== 0) throw new Error(`${what} ended with ${done.error ?? done.status}\n${done.stdout ?? ""}${done.stderr ?? ""}`);
}

// serve starts a server of a design and returns its address.
function serve(design) {
  const child = spawn(newel, ["serve", design, "--dev", "--log", "errors", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  return new Promise((resolve, reject) => {
    let text = "";
    const timer = setTimeout(() => reject(new Error(`the server does not begin\n${text}`)), 60_000);
    const read = (chunk) => {
      text += chunk;
      const found = /listening on (http:\/\/[^/\s]+)/.exec(text);
      if (found) {
        clearTimeout(timer);
        resolve(found[1]);
      }
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}\n${text}`)));
  });
}

// look opens one page and tells what is wrong with it.
async function look(context, name, url, path, width, scheme) {
  const page = await context.newPage();
  const at = `${name}${path} at ${width} px, ${scheme}`;
  const bad = (text) => wrong.push(`${at}: ${text}`);
  const asked = [];
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && bad(`console: ${m.text()}`));
  page.on("pageerror", (e) => bad(`script: ${e}`));
  page.on("request", (r) => asked.push(new URL(r.url()).pathname));
  page.on("dialog", (d) => bad(`dialog: ${d.message()}`) ?? d.dismiss());
  const answer = await page.goto(url + path, { waitUntil: "networkidle" });
  if (answer.status() !== 200) bad(`status ${answer.status()}`);
  const others = asked.filter((p) => p !== path && p !== "/docs/style.css");
  if (others.length > 0 || !asked.includes("/docs/style.css")) bad(`it asks for ${asked.join(", ")}`);
  if (shots) await page.screenshot({ path: join(shots, `${name}-${path.split("/").pop()}-${width}-${scheme}.png`), clip: { x: 0, y: 0, width, height: 2400 }, fullPage: true });

  const found = await page.evaluate(() => {
    const headings = [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map((h) => [Number(h.tagName[1]), h.textContent]);
    const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
    const wide = [...document.querySelectorAll("main *")].filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline" && e.clientWidth > 0);
    return {
      headings, ids, wide: wide.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)),
      links: [...document.querySelectorAll("a[href],link[href]")].map((a) => a.href),
      scroll: document.documentElement.scrollWidth, view: document.documentElement.clientWidth,
      title: document.title, lang: document.documentElement.lang,
      scripts: document.querySelectorAll("script,iframe,object,embed,img,form").length,
      handlers: [...document.querySelectorAll("*")].filter((e) => [...e.attributes].some((a) => a.name.startsWith("on"))).length,
    };
  });
  if (found.scroll > found.view) bad(`it scrolls sideways: ${found.scroll} of ${found.view}; ${found.wide.join(" ")}`);
  if (found.wide.length > 0) bad(`a text is wider than its place: ${found.wide.join(" ")}`);
  if (found.headings.filter(([level]) => level === 1).length !== 1 || found.headings[0][0] !== 1) bad("it has not one h1 that comes first");
  found.headings.forEach(([level, text], i) => {
    if (i > 0 && level > found.headings[i - 1][0] + 1) bad(`the heading ${text} jumps from h${found.headings[i - 1][0]} to h${level}`);
    if (text.trim() === "") bad("a heading is empty");
  });
  if (new Set(found.ids).size !== found.ids.length) bad(`an id stands twice: ${found.ids.filter((id, i) => found.ids.indexOf(id) !== i)}`);
  if (found.title === "" || found.lang !== "en") bad(`title ${found.title}, language ${found.lang}`);
  if (found.scripts + found.handlers > 0) bad("it has scripts or what brings them");

  // By keyboard, the first stop leads to the content.
  await page.keyboard.press("Tab");
  if ((await page.evaluate(() => document.activeElement.getAttribute("href"))) !== "#main") bad("the first stop of the keyboard is not the skip link");

  // The rules of axe, on the side of the page: the page itself lets no script in.
  const session = await context.newCDPSession(page);
  const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
    expression: `${axe}; axe.run(document, {resultTypes: ["violations"]}).then((r) => JSON.stringify(r.violations.map((v) => [v.id, v.nodes.length, v.nodes[0].html.slice(0, 160), v.nodes[0].failureSummary])))`,
    awaitPromise: true, returnByValue: true,
  });
  if (exceptionDetails) bad(`axe: ${exceptionDetails.text}`);
  else for (const v of JSON.parse(result.value)) bad(`axe: ${v.join(" ")}`);
  await page.close();
  return { links: found.links, ids: found.ids };
}

// follow asks for each address once, and holds fragments to the ids that pages have.
async function follow(url, links, ids) {
  const known = new Map();
  for (const link of new Set(links)) {
    const to = new URL(link);
    if (to.origin !== url) {
      wrong.push(`a link leads away: ${link}`);
      continue;
    }
    if (!known.has(to.pathname)) known.set(to.pathname, (await fetch(url + to.pathname)).status);
    if (known.get(to.pathname) !== 200) wrong.push(`a link leads nowhere: ${link}`);
    if (to.hash && ids.has(to.pathname) && !ids.get(to.pathname).has(decodeURIComponent(to.hash.slice(1)))) wrong.push(`a link leads to no place: ${link}`);
  }
  return known.size;
}

// large writes a design whose reference has a page for each resource.
function large(folder) {
  const all = Array.from({ length: 45 }, (_, i) => i);
  mkdirSync(folder);
  writeFileSync(join(folder, "data.yaml"), `newel: 1\nentities:\n${all.map((i) => `  Thing${i}: {global: true, fields: {name: {type: text, max: 40}, size: {type: integer}}}\n`).join("")}`);
  writeFileSync(join(folder, "contract.yaml"), `title: Large\nresources:\n${all.slice(0, 45).map((i) =>
    `  things${i}: {of: Thing${i}, fields: [id, name, size], operations: {list${i}: list, get${i}: get, make${i}: {create: [name, size]}}}\n`).join("")}`);
  writeFileSync(join(folder, "access.yaml"), `allow:\n${all.map((i) => `  Thing${i}: {read: {rule: anyone, because: x}, create: {rule: anyone, because: x}}\n`).join("")}`);
}

// bad is a page that is wrong in each way that is looked for.
const bad = `<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><link rel="stylesheet" href="/docs/style.css"></head><body>
<h2 id="a">B</h2><h4 id="a"></h4><main><div style="width:2000px;color:#999;background:#aaa">wide</div><img src="/x.png"><a href="/nowhere">n</a></main><script>console.error("no")</script></body></html>`;

// notices makes sure that what is looked for would be found.
async function notices(browser) {
  const server = createServer((request, answer) => {
    answer.writeHead(request.url === "/docs" ? 200 : 404, { "Content-Type": "text/html" });
    answer.end(request.url === "/docs" ? bad : "");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const context = await browser.newContext({ viewport: { width: 320, height: 900 } });
  const found = await look(context, "bad", url, "/docs", 320, "light");
  await follow(url, [...found.links, `${url}/docs#nowhere`], new Map([["/docs", new Set(found.ids)]]));
  await context.close();
  await new Promise((resolve) => server.close(resolve));
  const told = wrong.splice(0).join("\n");
  for (const what of [
    "console:", "it asks for", "scrolls sideways", "not one h1", "jumps from h2 to h4", "heading is empty", "stands twice", "language de", "has scripts", "skip link",
    "axe: color-contrast", "leads nowhere", "leads to no place",
  ]) {
    if (!told.includes(what)) throw new Error(`a page that is wrong is not found out: ${what}\n${told}`);
  }
  console.log("ok  a page that is wrong is found out");
}

async function check() {
  run("build newel", "go", ["build", "-o", newel, "./cmd/newel"]);
  if (shots) mkdirSync(shots, { recursive: true });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
  large(join(work, "large"));
  try {
    await notices(browser);
    for (const [name, design] of designs) {
      const began = Date.now();
      const url = await serve(design);
      const paths = ["/docs"];
      const links = [];
      const ids = new Map();
      for (let i = 0; i < paths.length; i++) {
        for (const scheme of ["light", "dark"]) {
          for (const width of widths) {
            const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, serviceWorkers: "block" });
            const found = await look(context, name, url, paths[i], width, scheme);
            await context.close();
            ids.set(paths[i], new Set(found.ids));
            links.push(...found.links);
            for (const link of found.links) {
              const { pathname } = new URL(link);
              if (paths.length < mostPages && /^\/docs\/[^.]+$/.test(pathname) && !paths.includes(pathname)) paths.push(pathname);
            }
          }
        }
      }
      const followed = await follow(url, links, ids);
      console.log(`ok  ${name}: ${paths.length} pages, ${followed} addresses (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    }
  } finally {
    await browser.close();
  }
}

try {
  await check();
  if (wrong.length > 0) throw new Error(`${wrong.length} things are wrong:\n${wrong.slice(0, 40).join("\n")}`);
} catch (e) {
  console.error(String(e.message ?? e));
  process.exitCode = 1;
} finally {
  for (const child of children) child.kill();
  rmSync(work, { recursive: true, force: true });
}
