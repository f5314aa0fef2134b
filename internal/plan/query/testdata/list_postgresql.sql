-- the first page
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1)
ORDER BY r."rank", r."id" LIMIT $2;

-- the next page
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND (r."rank", r."id") > ($2, $3)
ORDER BY r."rank", r."id" LIMIT $4;

-- every order of what may be compared
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND r."rank" <= $2 AND r."rank" > $3
ORDER BY r."rank", r."id" LIMIT $4;

-- as little as nothing
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND r."rank" < $2 AND r."rank" >= $3
ORDER BY r."rank", r."id" LIMIT $4;

-- equal
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND r."name" = $2
ORDER BY r."rank", r."id" LIMIT $3;

-- unlike
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND r."name" <> $2
ORDER BY r."rank", r."id" LIMIT $3;

-- one of three
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND r."name" IN ($2, $3, $4)
ORDER BY r."rank", r."id" LIMIT $5;

-- begins so
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND r."name" COLLATE "C" >= $2 AND r."name" COLLATE "C" < $3
ORDER BY r."rank", r."id" LIMIT $4;

-- begins with the last of all
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND r."name" COLLATE "C" >= $2
ORDER BY r."rank", r."id" LIMIT $3;

-- has one
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND r."name" IS NOT NULL
ORDER BY r."rank", r."id" LIMIT $2;

-- has none
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND r."name" IS NULL
ORDER BY r."rank", r."id" LIMIT $2;

-- two wide ones
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND r."name" IN ($2, $3) AND r."name" COLLATE "C" >= $4 AND r."name" COLLATE "C" < $5
ORDER BY r."rank", r."id" LIMIT $6;

-- what is hidden in some rows
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND r."owner" = $1 AND r."hidden" = $2 AND r."owner" = $1 AND r."hidden" >= $3
ORDER BY r."rank", r."id" LIMIT $4;

-- the same for a chief
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", r."hidden", 1, r."rank", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND r."hidden" = $2 AND r."hidden" >= $3
ORDER BY r."rank", r."id" LIMIT $4;

-- by what may be null
WITH "with a value" AS MATERIALIZED (SELECT r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $2) AND (r."name" COLLATE "C", r."id") > ($3, $4)
ORDER BY r."name" COLLATE "C", r."id" LIMIT $1) SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $2 THEN r."hidden" END, CASE WHEN r."owner" = $2 THEN 1 ELSE 0 END, r."name", r."id"
FROM "item" AS r
WHERE r."id" IN (SELECT "id"
FROM "with a value"
UNION ALL SELECT "id"
FROM (SELECT r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $2) AND r."name" IS NULL
ORDER BY r."id" LIMIT $1 - (SELECT count(*)
FROM "with a value")) AS b1) AND ((NOT r."shut" OR r."owner" = $2)) IS TRUE
ORDER BY r."name" COLLATE "C" NULLS LAST, r."id" LIMIT $1;

-- by what may be null, beyond the last that is not
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, r."name", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND (r."name" IS NULL AND r."id" > $2)
ORDER BY r."name" COLLATE "C" NULLS LAST, r."id" LIMIT $3;

-- by what may be null, downwards
WITH "with a value" AS MATERIALIZED (SELECT r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $2) AND (r."name" COLLATE "C", r."id") < ($3, $4)
ORDER BY r."name" COLLATE "C" DESC, r."id" DESC LIMIT $1) SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $2 THEN r."hidden" END, CASE WHEN r."owner" = $2 THEN 1 ELSE 0 END, r."name", r."id"
FROM "item" AS r
WHERE r."id" IN (SELECT "id"
FROM "with a value"
UNION ALL SELECT "id"
FROM (SELECT r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $2) AND r."name" IS NULL
ORDER BY r."id" DESC LIMIT $1 - (SELECT count(*)
FROM "with a value")) AS b1) AND ((NOT r."shut" OR r."owner" = $2)) IS TRUE
ORDER BY r."name" COLLATE "C" DESC NULLS LAST, r."id" DESC LIMIT $1;

-- by place in the declaration
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, CASE r."size" WHEN 'small' THEN 0 WHEN 'large' THEN 1 END, r."rank", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND CASE r."size" WHEN 'small' THEN 0 WHEN 'large' THEN 1 END>= $2 AND (CASE r."size" WHEN 'small' THEN 0 WHEN 'large' THEN 1 END > $2 OR (CASE r."size" WHEN 'small' THEN 0 WHEN 'large' THEN 1 END = $2 AND (r."rank" < $3 OR (r."rank" = $3 AND r."id" < $4))))
ORDER BY CASE r."size" WHEN 'small' THEN 0 WHEN 'large' THEN 1 END, r."rank" DESC, r."id" DESC LIMIT $5;

-- by what is hidden in some rows
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, CASE WHEN r."owner" = $1 THEN r."hidden" END, r."rank", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND ((CASE WHEN r."owner" = $1 THEN r."hidden" END > $2 OR CASE WHEN r."owner" = $1 THEN r."hidden" END IS NULL) OR (CASE WHEN r."owner" = $1 THEN r."hidden" END = $2 AND (r."rank" > $3 OR (r."rank" = $3 AND r."id" > $4))))
ORDER BY CASE WHEN r."owner" = $1 THEN r."hidden" END NULLS LAST, r."rank", r."id" LIMIT $5;

-- by what is hidden in some rows, from null on
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, CASE WHEN r."owner" = $1 THEN r."hidden" END, r."rank", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND (CASE WHEN r."owner" = $1 THEN r."hidden" END IS NULL AND (r."rank" > $2 OR (r."rank" = $2 AND r."id" > $3)))
ORDER BY CASE WHEN r."owner" = $1 THEN r."hidden" END DESC NULLS LAST, r."rank", r."id" LIMIT $4;

-- downwards by an index
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, r."rank", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND (r."rank", r."id") < ($2, $3)
ORDER BY r."rank" DESC, r."id" DESC LIMIT $4;

-- two ways
SELECT r."version", r."id", r."owner", r."name", r."rank", r."size", CASE WHEN r."owner" = $1 THEN r."hidden" END, CASE WHEN r."owner" = $1 THEN 1 ELSE 0 END, r."rank", r."name", r."id"
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) AND r."rank">= $2 AND (r."rank" > $2 OR (r."rank" = $2 AND ((r."name" COLLATE "C" < $3 OR r."name" IS NULL) OR (r."name" = $3 AND r."id" < $4))))
ORDER BY r."rank", r."name" COLLATE "C" DESC NULLS LAST, r."id" DESC LIMIT $5;

-- how many
SELECT count(*)
FROM (SELECT 1
FROM "item" AS r
WHERE (NOT r."shut" OR r."owner" = $1) LIMIT $2) AS counted;

-- how many of those
SELECT count(*)
FROM (SELECT 1
FROM "item" AS r
WHERE r."name" IN ($1, $2) AND r."owner" = $3 AND r."hidden" >= $4 AND (NOT r."shut" OR r."owner" = $3) LIMIT $5) AS counted;

-- how many, for a chief
SELECT count(*)
FROM (SELECT 1
FROM "item" AS r
WHERE r."rank" > $1 AND (NOT r."shut" OR r."owner" = $2) LIMIT $3) AS counted;

