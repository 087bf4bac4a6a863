-- Which companies are unusual on a day, and why?
SELECT company, level, transitions_7d, transitions_30d, expected, p_value, reason
  FROM mart.daily_churn
 WHERE day = '2023-11-20' AND level IN ('page', 'watch')
 ORDER BY p_value;
