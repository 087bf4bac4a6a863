-- How many seats changed hands a month, by role?
SELECT date_trunc('month', transition_date)::date AS month, role, count(*) AS transitions
  FROM mart.seat_transition
 GROUP BY 1, 2 ORDER BY 1, 3 DESC;
