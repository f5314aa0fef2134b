WITH "held 2"("at") AS MATERIALIZED (SELECT DISTINCT m1."org" AS "at"
FROM "member" AS m1
WHERE (m1."user" = ?1 AND m1."role" = ?2)) SELECT r."version", r."id", r."org", r."requester", r."helper", CASE WHEN r."org" IN (SELECT "at"
FROM "held 2") THEN r."home" END, CASE WHEN r."org" IN (SELECT "at"
FROM "held 2") THEN 1 ELSE 0 END, CASE WHEN (r."home" IN (SELECT "at"
FROM "held 2") OR r."requester" = ?1) THEN r."note" END, CASE WHEN (r."home" IN (SELECT "at"
FROM "held 2") OR r."requester" = ?1) THEN 1 ELSE 0 END, r."open", r."level", r."title", r."due", r."created_at", r."created_at", r."id"
FROM "ticket" AS r
WHERE r."id" IN (SELECT "id"
FROM (WITH RECURSIVE "in order"("at", "key") AS (SELECT o."at", (SELECT (r."created_at" + 4611686018427387904) || r."id"
FROM "ticket" AS r
WHERE r."org" = o."at" AND (r."created_at", r."id") < (?3, ?4) AND r."open" = ?5
ORDER BY r."created_at" DESC, r."id" DESC LIMIT 1)
FROM "held 2" AS o
UNION ALL SELECT "in order"."at", (SELECT (r."created_at" + 4611686018427387904) || r."id"
FROM "ticket" AS r
WHERE r."org" = "in order"."at" AND (r."created_at", r."id") < ((CAST(substr("in order"."key", 1, 19) AS INTEGER) - 4611686018427387904), substr(CAST("in order"."key" AS BLOB), 20)) AND r."open" = ?5
ORDER BY r."created_at" DESC, r."id" DESC LIMIT 1)
FROM "in order"
WHERE "in order"."key" IS NOT NULL
ORDER BY 2 DESC LIMIT ?6) SELECT substr(CAST("in order"."key" AS BLOB), 20) AS "id"
FROM "in order") AS b3
UNION ALL SELECT "id"
FROM (SELECT r."id"
FROM "ticket" AS r
WHERE (r."created_at", r."id") < (?3, ?4) AND r."requester" = ?1 AND (r."open" = ?5) IS TRUE
ORDER BY r."created_at" DESC, r."id" DESC LIMIT ?6) AS b4) AND ((r."org" IN (SELECT "at"
FROM "held 2") OR r."requester" = ?1)) IS TRUE
ORDER BY r."created_at" DESC, r."id" DESC LIMIT ?6
