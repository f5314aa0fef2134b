SELECT r."version", r."id", r."org", r."requester", r."helper", r."open", r."level", r."title", r."created_at", r."created_at", r."id"
FROM "ticket" AS r
WHERE r."id" IN (SELECT "id"
FROM (SELECT r."id"
FROM "ticket" AS r
WHERE (r."created_at", r."id") < (?5, ?6) AND EXISTS (SELECT DISTINCT m1."org" AS "at"
FROM "member" AS m1
WHERE m1."org" = ?1 AND (m1."user" = ?2 AND m1."role" = ?3)) AND r."org" = ?1
ORDER BY r."created_at" DESC, r."id" DESC LIMIT ?4) AS b2
UNION ALL SELECT "id"
FROM (SELECT r."id"
FROM "ticket" AS r
WHERE (r."created_at", r."id") < (?5, ?6) AND r."requester" = ?2 AND r."org" = ?1
ORDER BY r."created_at" DESC, r."id" DESC LIMIT ?4) AS b3) AND (EXISTS (SELECT 1
FROM "member" AS m4
WHERE m4."org" = r."org" AND (m4."user" = ?2 AND m4."role" = ?7)) OR r."requester" = ?2)
ORDER BY r."created_at" DESC, r."id" DESC LIMIT ?4
