-- Did every item of every feed end in one outcome, in a week?
SELECT feed, sum(items) AS items, sum(new) AS new, sum(updated) AS updated, sum(unchanged) AS unchanged,
       sum(rejected) AS rejected, sum(items) = sum(new + updated + unchanged + rejected) AS reconciles
  FROM mart.parse_outcome
 WHERE items IS NOT NULL AND requested_at >= '2023-11-17' AND requested_at < '2023-11-24'
 GROUP BY feed ORDER BY feed;
