-- the first page
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1)
ORDER BY r."rank", r."id" LIMIT ?2;
--   SCAN r USING INDEX ix_item_rank

-- the next page
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND (r."rank", r."id") > (?2, ?3)
ORDER BY r."rank", r."id" LIMIT ?4;
--   SEARCH r USING INDEX ix_item_rank ((rank,id)>(?,?))

-- every order of what may be compared
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND r."rank" <= ?2 AND r."rank" > ?3
ORDER BY r."rank", r."id" LIMIT ?4;
--   SEARCH r USING INDEX ix_item_rank (rank>? AND rank<?)

-- as little as nothing
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND r."rank" < ?2 AND r."rank" >= ?3
ORDER BY r."rank", r."id" LIMIT ?4;
--   SEARCH r USING INDEX ix_item_rank (rank>? AND rank<?)

-- equal
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND r."name" = ?2
ORDER BY r."rank", r."id" LIMIT ?3;
--   SEARCH r USING INDEX ix_item_name (name=?)
--   USE TEMP B-TREE FOR ORDER BY

-- unlike
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND r."name" <> ?2
ORDER BY r."rank", r."id" LIMIT ?3;
--   SCAN r USING INDEX ix_item_rank

-- one of three
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND r."name" IN (?2, ?3, ?4)
ORDER BY r."rank", r."id" LIMIT ?5;
--   SEARCH r USING INDEX ix_item_name (name=?)
--   USE TEMP B-TREE FOR ORDER BY

-- begins so
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND r."name" >= ?2 AND r."name" < ?3
ORDER BY r."rank", r."id" LIMIT ?4;
--   SEARCH r USING INDEX ix_item_name (name>? AND name<?)
--   USE TEMP B-TREE FOR ORDER BY

-- begins with the last of all
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND r."name" >= ?2
ORDER BY r."rank", r."id" LIMIT ?3;
--   SCAN r USING INDEX ix_item_rank

-- has one
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND r."name" IS NOT NULL
ORDER BY r."rank", r."id" LIMIT ?2;
--   SCAN r USING INDEX ix_item_rank

-- has none
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND r."name" IS NULL
ORDER BY r."rank", r."id" LIMIT ?2;
--   SEARCH r USING INDEX ix_item_name (name=?)
--   USE TEMP B-TREE FOR ORDER BY

-- two wide ones
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND r."name" IN (?2, ?3) AND r."name" >= ?4 AND r."name" < ?5
ORDER BY r."rank", r."id" LIMIT ?6;
--   SEARCH r USING INDEX ix_item_name (name=?)
--   USE TEMP B-TREE FOR ORDER BY

-- what is hidden in some rows
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND r."owner" = ?1 AND r."hidden" = ?2 AND r."owner" = ?1 AND r."hidden" >= ?3
ORDER BY r."rank", r."id" LIMIT ?4;
--   SEARCH r USING INDEX ix_item_owner_rank (owner=?)

-- the same for a chief
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", r."hidden", 1, r."rank", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND r."hidden" = ?2 AND r."hidden" >= ?3
ORDER BY r."rank", r."id" LIMIT ?4;
--   SCAN r USING INDEX ix_item_rank

-- by what may be null
WITH "with a value" AS MATERIALIZED (SELECT r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?2) AND (r."name", r."id") > (?3, ?4)
ORDER BY r."name", r."id" LIMIT ?1) SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?2 THEN r."hidden" END, CASE WHEN r."owner" = ?2 THEN 1 ELSE 0 END, r."name", r."id"
FROM "item" AS r
WHERE r."id" IN (SELECT "id"
FROM "with a value"
UNION ALL SELECT "id"
FROM (SELECT r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?2) AND r."name" IS NULL
ORDER BY r."id" LIMIT ?1 - (SELECT count(*)
FROM "with a value")) AS b1) AND ((r."shut" = 0 OR r."owner" = ?2)) IS TRUE
ORDER BY r."name" NULLS LAST, r."id" LIMIT ?1;
--   SEARCH r USING INDEX sqlite_autoindex_item_1 (id=?)
--   LIST SUBQUERY 5
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   MATERIALIZE with a value
--   SEARCH r USING INDEX ix_item_name ((name,id)>(?,?))
--   SCAN with a value
--   UNION ALL
--   CO-ROUTINE b1
--   SCALAR SUBQUERY 3
--   SCAN with a value
--   SEARCH r USING INDEX ix_item_name (name=?)
--   SCAN b1
--   USE TEMP B-TREE FOR ORDER BY

-- by what may be null, beyond the last that is not
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, r."name", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND (r."name" IS NULL AND r."id" > ?2)
ORDER BY r."name" NULLS LAST, r."id" LIMIT ?3;
--   SEARCH r USING INDEX ix_item_name (name=? AND id>?)

-- by what may be null, downwards
WITH "with a value" AS MATERIALIZED (SELECT r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?2) AND (r."name", r."id") < (?3, ?4)
ORDER BY r."name" DESC, r."id" DESC LIMIT ?1) SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?2 THEN r."hidden" END, CASE WHEN r."owner" = ?2 THEN 1 ELSE 0 END, r."name", r."id"
FROM "item" AS r
WHERE r."id" IN (SELECT "id"
FROM "with a value"
UNION ALL SELECT "id"
FROM (SELECT r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?2) AND r."name" IS NULL
ORDER BY r."id" DESC LIMIT ?1 - (SELECT count(*)
FROM "with a value")) AS b1) AND ((r."shut" = 0 OR r."owner" = ?2)) IS TRUE
ORDER BY r."name" DESC, r."id" DESC LIMIT ?1;
--   SEARCH r USING INDEX sqlite_autoindex_item_1 (id=?)
--   LIST SUBQUERY 5
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   MATERIALIZE with a value
--   SEARCH r USING INDEX ix_item_name ((name,id)<(?,?))
--   SCAN with a value
--   UNION ALL
--   CO-ROUTINE b1
--   SCALAR SUBQUERY 3
--   SCAN with a value
--   SEARCH r USING INDEX ix_item_name (name=?)
--   SCAN b1
--   USE TEMP B-TREE FOR ORDER BY

-- by place in the declaration
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, CASE r."size" WHEN 'small' THEN 0 WHEN 'large' THEN 1 END, r."rank", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND CASE r."size" WHEN 'small' THEN 0 WHEN 'large' THEN 1 END>= ?2 AND (CASE r."size" WHEN 'small' THEN 0 WHEN 'large' THEN 1 END > ?2 OR (CASE r."size" WHEN 'small' THEN 0 WHEN 'large' THEN 1 END = ?2 AND (r."rank" < ?3 OR (r."rank" = ?3 AND r."id" < ?4))))
ORDER BY CASE r."size" WHEN 'small' THEN 0 WHEN 'large' THEN 1 END, r."rank" DESC, r."id" DESC LIMIT ?5;
--   SCAN r
--   USE TEMP B-TREE FOR ORDER BY

-- by what is hidden in some rows
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, CASE WHEN r."owner" = ?1 THEN r."hidden" END, r."rank", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND ((CASE WHEN r."owner" = ?1 THEN r."hidden" END > ?2 OR CASE WHEN r."owner" = ?1 THEN r."hidden" END IS NULL) OR (CASE WHEN r."owner" = ?1 THEN r."hidden" END = ?2 AND (r."rank" > ?3 OR (r."rank" = ?3 AND r."id" > ?4))))
ORDER BY CASE WHEN r."owner" = ?1 THEN r."hidden" END NULLS LAST, r."rank", r."id" LIMIT ?5;
--   SCAN r
--   USE TEMP B-TREE FOR ORDER BY

-- by what is hidden in some rows, from null on
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, CASE WHEN r."owner" = ?1 THEN r."hidden" END, r."rank", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND (CASE WHEN r."owner" = ?1 THEN r."hidden" END IS NULL AND (r."rank" > ?2 OR (r."rank" = ?2 AND r."id" > ?3)))
ORDER BY CASE WHEN r."owner" = ?1 THEN r."hidden" END DESC, r."rank", r."id" LIMIT ?4;
--   SEARCH r USING INDEX ix_item_rank (rank>?)
--   USE TEMP B-TREE FOR ORDER BY

-- downwards by an index
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND (r."rank", r."id") < (?2, ?3)
ORDER BY r."rank" DESC, r."id" DESC LIMIT ?4;
--   SEARCH r USING INDEX ix_item_rank ((rank,id)<(?,?))

-- two ways
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = ?1 THEN r."hidden" END, CASE WHEN r."owner" = ?1 THEN 1 ELSE 0 END, r."rank", r."name", r."id"
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) AND r."rank">= ?2 AND (r."rank" > ?2 OR (r."rank" = ?2 AND ((r."name" < ?3 OR r."name" IS NULL) OR (r."name" = ?3 AND r."id" < ?4))))
ORDER BY r."rank", r."name" DESC, r."id" DESC LIMIT ?5;
--   SEARCH r USING INDEX ix_item_rank (rank>?)
--   USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY

-- how many
SELECT count(*)
FROM (SELECT 1
FROM "item" AS r
WHERE (r."shut" = 0 OR r."owner" = ?1) LIMIT ?2) AS counted;
--   CO-ROUTINE counted
--   SCAN r
--   SCAN counted

-- how many of those
SELECT count(*)
FROM (SELECT 1
FROM "item" AS r
WHERE r."name" IN (?1, ?2) AND r."owner" = ?3 AND r."hidden" >= ?4 AND (r."shut" = 0 OR r."owner" = ?3) LIMIT ?5) AS counted;
--   CO-ROUTINE counted
--   SEARCH r USING INDEX ix_item_owner_rank (owner=?)
--   SCAN counted

-- how many, for a chief
SELECT count(*)
FROM (SELECT 1
FROM "item" AS r
WHERE r."rank" > ?1 AND (r."shut" = 0 OR r."owner" = ?2) LIMIT ?3) AS counted;
--   CO-ROUTINE counted
--   SEARCH r USING INDEX ix_item_rank (rank>?)
--   SCAN counted

