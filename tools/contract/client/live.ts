// A client of the helpdesk whose types are made from its document, against a server that
// runs: what compiles here must work there.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Ticket = components["schemas"]["Ticket"];

declare const process: { argv: string[]; exit(code: number): never };

function must<T>(what: string, value: T | undefined | null | false): T {
  if (value === undefined || value === null || value === false) throw new Error(`${what}: not so`);
  return value;
}

const baseUrl = must("an address", process.argv[2]);
const nobody = createClient<paths>({ baseUrl });

const refused = await nobody.GET("/v1/tickets");
must("401 for nobody", refused.response.status === 401 && refused.error?.code === "sign_in_required");

const session = await nobody.POST("/v1/auth/sign-in", {
  body: { email: "ann@acme.test", password: "correct horse battery staple" },
});
const token = must("a session", session.data).token;
const ann = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

const page = await ann.GET("/v1/tickets", { params: { query: { state: "open", limit: 5, sort: ["-created_at"] } } });
const first = must("a ticket", must("a page", page.data).items[0]);
must("open", first.state === "open");

const made = await ann.POST("/v1/tickets", { body: { org: first.org, subject: "Made by a client", priority: "urgent" } });
const ticket: Ticket = must("a new ticket", made.data);
must("201", made.response.status === 201);
const tag = must("a tag", made.response.headers.get("ETag"));

const got = await ann.GET("/v1/tickets/{id}", { params: { path: { id: ticket.id }, query: { expand: ["requester"] } } });
must("who asked", must("the ticket", got.data).expand?.requester?.name === "Ann");

const changed = await ann.PATCH("/v1/tickets/{id}", {
  params: { path: { id: ticket.id } },
  body: { note: null, due: null, subject: "Changed" },
  headers: { "If-Match": tag, "Content-Type": "application/merge-patch+json" },
});
must("changed", changed.data?.subject === "Changed" && changed.data.note === null);

const stale = await ann.PATCH("/v1/tickets/{id}", {
  params: { path: { id: ticket.id } },
  body: { subject: "Too late" },
  headers: { "If-Match": tag },
});
must("412 for an old tag", stale.response.status === 412 && stale.error?.code === "precondition_failed");

const wrong = await ann.POST("/v1/tickets", { body: { org: first.org, subject: "" } });
must("422 with its place", wrong.response.status === 422 && wrong.error?.errors?.[0]?.pointer === "/subject");

const out = await ann.POST("/v1/auth/sign-out");
must("204", out.response.status === 204);
