-- name: last-change
SELECT MAX(seq) FROM targetgroups_change

-- name: insert-change
INSERT INTO targetgroups_change (seq, source, contacts, at) VALUES (:seq, :source, :contacts, :at)

-- name: count-marks
SELECT COUNT(*) FROM targetgroups_change WHERE seq = :seq AND source = :source

-- name: changes-since
SELECT seq, source, contacts, at FROM targetgroups_change WHERE seq > :seq ORDER BY seq LIMIT :limit

-- name: last-old-change-of-chunk
SELECT MAX(seq) FROM (SELECT seq FROM targetgroups_change WHERE at < :before AND seq < :last ORDER BY seq LIMIT :limit) chunk

-- name: delete-old-changes
DELETE FROM targetgroups_change WHERE seq <= :upto
