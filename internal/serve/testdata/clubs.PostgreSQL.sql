-- getClub
SELECT r."version", r."id", r."code", r."name", r."id" FROM "club" AS r WHERE r."code__folded" = $1 AND (NOT r."closed" OR EXISTS (SELECT 1 FROM "member" AS m1 WHERE m1."club" = r."id" AND m1."person" = $2))
-- the club of books
SELECT r."id" FROM "club" AS r WHERE r."code__folded" = $1 AND (NOT r."closed" OR EXISTS (SELECT 1 FROM "member" AS m1 WHERE m1."club" = r."id" AND m1."person" = $2))
-- getBook
SELECT r."version", r."id", r."club", r."number", r."title", r."hidden", r."lent", NULL, NULL, NULL, NULL, NULL, r."id" FROM "book" AS r WHERE r."number" = $1 AND r."club" = $2 AND (EXISTS (SELECT 1 FROM "member" AS m1 WHERE m1."club" = r."club" AND m1."person" = $3) AND NOT r."hidden")
-- updateBook
SELECT r."id", r."club", r."number", r."title", r."hidden", r."lent", r."created_at", r."updated_at", r."version", CASE WHEN EXISTS (SELECT 1 FROM "member" AS m1 WHERE m1."club" = r."club" AND m1."person" = $1) THEN 1 ELSE 0 END FROM "book" AS r WHERE r."number" = $2 AND r."club" = $3 AND (EXISTS (SELECT 1 FROM "member" AS m2 WHERE m2."club" = r."club" AND m2."person" = $1) AND NOT r."hidden")
-- listBooks
SELECT r."version", r."id", r."club", r."number", r."title", r."hidden", r."lent", NULL, NULL, NULL, NULL, NULL, r."id" FROM "book" AS r WHERE (EXISTS (SELECT 1 FROM "member" AS m1 WHERE m1."club" = r."club" AND m1."person" = $1) AND NOT r."hidden") AND r."club" = $2 ORDER BY r."id" LIMIT $3
-- the shelf of items
SELECT r."id", r."club" FROM "shelf" AS r WHERE r."id" = $1 AND (EXISTS (SELECT 1 FROM "member" AS m1 WHERE m1."club" = r."club" AND m1."person" = $2) AND NOT r."locked")
-- getItem
SELECT r."version", r."id", r."shelf", r."serial", r."name", r."id" FROM "item" AS r WHERE r."serial" = $1 AND EXISTS (SELECT 1 FROM "member" AS m1 WHERE m1."club" = r."club" AND m1."person" = $2)
-- getShelved
SELECT r."version", r."id", r."shelf", r."serial", r."name", r."id" FROM "item" AS r WHERE r."serial" = $1 AND r."shelf" = $2 AND EXISTS (SELECT 1 FROM "member" AS m1 WHERE m1."club" = r."club" AND m1."person" = $3)
-- getLoan
SELECT r."version", r."id", r."what", r."id" FROM "loan" AS r WHERE r."what" = $1 AND r."reader" = $2 AND (r."reader" = $3 OR r."open")
-- updateLoan
SELECT r."id", r."reader", r."what", r."open", r."created_at", r."updated_at", r."version", CASE WHEN TRUE THEN 1 ELSE 0 END FROM "loan" AS r WHERE r."what" = $1 AND r."reader" = $2 AND (r."reader" = $3 OR r."open")
-- listLoans
SELECT r."version", r."id", r."what", r."id" FROM "loan" AS r WHERE (r."reader" = $1 OR r."open") AND r."reader" = $2 ORDER BY r."id" LIMIT $3
-- getHome
SELECT r."version", r."id", r."code" FROM "club" AS r WHERE r."id" = $1 AND (NOT r."closed" OR EXISTS (SELECT 1 FROM "member" AS m1 WHERE m1."club" = r."id" AND m1."person" = $2))
