-- Did every item of every feed end in one outcome?
SELECT feed, sum(items) AS items, sum(new) AS new, sum(updated) AS updated, sum(unchanged) AS unchanged,
       sum(rejected) AS rejected, sum(items) = sum(new + updated + unchanged + rejected) AS reconciles
  FROM mart.parse_outcome
 WHERE items IS NOT NULL
 GROUP BY feed ORDER BY feed;
