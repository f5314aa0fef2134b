WITH "held 2"("at") AS MATERIALIZED (SELECT DISTINCT m1."org" AS "at"
FROM "member" AS m1
WHERE (m1."user" = ?1 AND m1."role" = ?2)) SELECT r."version", r."id", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, r."title", NULL, NULL, r."created_at", r."id"
FROM "ticket" AS r
WHERE r."id" IN (SELECT "id"
FROM (WITH RECURSIVE "in order"("at", "key") AS (SELECT o."at", (SELECT (r."created_at" + 4611686018427387904) || r."id"
FROM "ticket" AS r
WHERE r."org" = o."at"
ORDER BY r."created_at" DESC, r."id" DESC LIMIT 1)
FROM "held 2" AS o
UNION ALL SELECT "in order"."at", (SELECT (r."created_at" + 4611686018427387904) || r."id"
FROM "ticket" AS r
WHERE r."org" = "in order"."at" AND (r."created_at", r."id") < ((CAST(substr("in order"."key", 1, 19) AS INTEGER) - 4611686018427387904), substr(CAST("in order"."key" AS BLOB), 20))
ORDER BY r."created_at" DESC, r."id" DESC LIMIT 1)
FROM "in order"
WHERE "in order"."key" IS NOT NULL
ORDER BY 2 DESC LIMIT ?3) SELECT substr(CAST("in order"."key" AS BLOB), 20) AS "id"
FROM "in order") AS b3
UNION ALL SELECT "id"
FROM (SELECT r."id"
FROM "ticket" AS r
WHERE r."requester" = ?1
ORDER BY r."created_at" DESC, r."id" DESC LIMIT ?3) AS b4) AND ((r."org" IN (SELECT "at"
FROM "held 2") OR r."requester" = ?1)) IS TRUE
ORDER BY r."created_at" DESC, r."id" DESC LIMIT ?3
