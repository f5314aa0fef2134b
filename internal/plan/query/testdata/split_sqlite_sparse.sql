SELECT r."version", r."id", NULL, NULL, NULL, NULL, NULL, r."title", NULL, r."created_at", r."id"
FROM "ticket" AS r
WHERE r."id" IN (SELECT "id"
FROM (WITH RECURSIVE "in order"("at", "created_at", "id") AS (SELECT o."at", f."created_at", f."id"
FROM (SELECT DISTINCT m1."org" AS "at"
FROM "member" AS m1
WHERE (m1."user" = ?1 AND m1."role" = ?2)) AS o
CROSS JOIN "ticket" AS f ON f."id" = (SELECT r."id"
FROM "ticket" AS r
WHERE r."org" = o."at"
ORDER BY r."created_at" DESC, r."id" DESC LIMIT 1)
UNION ALL SELECT "in order"."at", f."created_at", f."id"
FROM "in order"
CROSS JOIN "ticket" AS f ON f."id" = (SELECT r."id"
FROM "ticket" AS r
WHERE r."org" = "in order"."at" AND (r."created_at", r."id") < ("in order"."created_at", "in order"."id")
ORDER BY r."created_at" DESC, r."id" DESC LIMIT 1)
ORDER BY 2 DESC, 3 DESC LIMIT ?3) SELECT "id"
FROM "in order") AS b2
UNION ALL SELECT "id"
FROM (SELECT r."id"
FROM "ticket" AS r
WHERE r."requester" = ?1
ORDER BY r."created_at" DESC, r."id" DESC LIMIT ?3) AS b3) AND (EXISTS (SELECT 1
FROM "member" AS m4
WHERE m4."org" = r."org" AND (m4."user" = ?1 AND m4."role" = ?4)) OR r."requester" = ?1)
ORDER BY r."created_at" DESC, r."id" DESC LIMIT ?3
