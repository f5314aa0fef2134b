SELECT r."version", r."id", r."title", r."text", r."remark", 1, r."id"
FROM "note" AS r
WHERE r."id" IN (SELECT "rows"."id"
FROM "note__search" AS "words"
CROSS JOIN "note__search_rows" AS "rows" ON "rows"."docid" = "words"."rowid"
WHERE "words"."note__search" MATCH '{"_title" "_text" "_remark"} : (' || ?1 || ')')
ORDER BY r."id" LIMIT ?2
-- "Café" AND "print"* AND "fire"
