WITH "held 2"("at") AS MATERIALIZED (SELECT DISTINCT m1."org" AS "at"
FROM "member" AS m1
WHERE m1."org" = $1 AND (m1."user" = $2 AND m1."role" = $3)) SELECT r."version", r."id", r."org", r."requester", r."helper", CASE WHEN EXISTS (SELECT 1
FROM "member" AS m5
WHERE m5."org" = r."org" AND (m5."user" = $2 AND m5."role" = $7)) THEN r."home" END, CASE WHEN EXISTS (SELECT 1
FROM "member" AS m5
WHERE m5."org" = r."org" AND (m5."user" = $2 AND m5."role" = $7)) THEN 1 ELSE 0 END, CASE WHEN (EXISTS (SELECT 1
FROM "member" AS m6
WHERE m6."org" = r."home" AND (m6."user" = $2 AND m6."role" = $8)) OR r."requester" = $2) THEN r."note" END, CASE WHEN (EXISTS (SELECT 1
FROM "member" AS m6
WHERE m6."org" = r."home" AND (m6."user" = $2 AND m6."role" = $8)) OR r."requester" = $2) THEN 1 ELSE 0 END, r."open", r."level", r."title", r."due", r."created_at", r."created_at", r."id"
FROM "ticket" AS r
WHERE r."id" IN (SELECT "id"
FROM (SELECT r."id"
FROM "ticket" AS r
WHERE r."org" = (SELECT "at"
FROM "held 2") AND (r."created_at", r."id") < ($5, $6) AND r."org" = $1
ORDER BY r."created_at" DESC, r."id" DESC LIMIT $4) AS b3
UNION ALL SELECT "id"
FROM (SELECT r."id"
FROM "ticket" AS r
WHERE (r."created_at", r."id") < ($5, $6) AND r."requester" = $2 AND (r."org" = $1) IS TRUE
ORDER BY r."created_at" DESC, r."id" DESC LIMIT $4) AS b4) AND ((r."org" IN (SELECT "at"
FROM "held 2") OR r."requester" = $2)) IS TRUE
ORDER BY r."created_at" DESC, r."id" DESC LIMIT $4
