-- Which companies are unusual today, and why?
SELECT company, level, transitions_7d, transitions_30d, expected, p_value, reason
  FROM mart.daily_churn
 WHERE day = (SELECT max(day) FROM mart.daily_churn) AND level IN ('page', 'watch')
 ORDER BY p_value;
