-- What did the churn of a day look like on that day?
SELECT company, day, transitions_30d, p_value, level
  FROM mart.daily_churn_as_of('2023-11-20 23:59:59+00')
 WHERE day = '2023-11-20'
 ORDER BY p_value NULLS LAST;
