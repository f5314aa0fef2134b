WITH "held 2"("at") AS MATERIALIZED (SELECT DISTINCT m1."org" AS "at"
FROM "member" AS m1
WHERE (m1."user" = $1 AND m1."role" = $2)) SELECT r."version", r."id", r."org", r."requester", r."helper", CASE WHEN r."org" IN (SELECT "at"
FROM "held 2") THEN r."home" END, CASE WHEN r."org" IN (SELECT "at"
FROM "held 2") THEN 1 ELSE 0 END, CASE WHEN (r."home" IN (SELECT "at"
FROM "held 2") OR r."requester" = $1) THEN r."note" END, CASE WHEN (r."home" IN (SELECT "at"
FROM "held 2") OR r."requester" = $1) THEN 1 ELSE 0 END, r."open", r."level", r."title", r."due", r."created_at", r."created_at", r."id"
FROM "ticket" AS r
WHERE r."id" IN (SELECT "id"
FROM (SELECT f."id"
FROM "held 2" AS o
CROSS JOIN LATERAL (SELECT r."created_at", r."id"
FROM "ticket" AS r
WHERE r."org" = o."at" AND (r."created_at", r."id") < ($4, $5)
ORDER BY r."created_at" DESC, r."id" DESC LIMIT $3) AS f
ORDER BY f."created_at" DESC, f."id" DESC LIMIT $3) AS b3
UNION ALL SELECT "id"
FROM (SELECT r."id"
FROM "ticket" AS r
WHERE (r."created_at", r."id") < ($4, $5) AND r."requester" = $1
ORDER BY r."created_at" DESC, r."id" DESC LIMIT $3) AS b4) AND ((r."org" IN (SELECT "at"
FROM "held 2") OR r."requester" = $1)) IS TRUE
ORDER BY r."created_at" DESC, r."id" DESC LIMIT $3
