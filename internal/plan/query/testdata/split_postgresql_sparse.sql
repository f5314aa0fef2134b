WITH "held 2"("at") AS MATERIALIZED (SELECT DISTINCT m1."org" AS "at"
FROM "member" AS m1
WHERE (m1."user" = $1 AND m1."role" = $2)) SELECT r."version", r."id", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, r."title", NULL, NULL, r."created_at", r."id"
FROM "ticket" AS r
WHERE r."id" IN (SELECT "id"
FROM (SELECT f."id"
FROM "held 2" AS o
CROSS JOIN LATERAL (SELECT r."created_at", r."id"
FROM "ticket" AS r
WHERE r."org" = o."at"
ORDER BY r."created_at" DESC, r."id" DESC LIMIT $3) AS f
ORDER BY f."created_at" DESC, f."id" DESC LIMIT $3) AS b3
UNION ALL SELECT "id"
FROM (SELECT r."id"
FROM "ticket" AS r
WHERE r."requester" = $1
ORDER BY r."created_at" DESC, r."id" DESC LIMIT $3) AS b4) AND ((r."org" IN (SELECT "at"
FROM "held 2") OR r."requester" = $1)) IS TRUE
ORDER BY r."created_at" DESC, r."id" DESC LIMIT $3
