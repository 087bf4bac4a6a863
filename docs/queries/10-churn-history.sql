-- How did the churn of one company develop?
SELECT day, transitions_7d, transitions_30d, intensity, ceo_occupants_30d, level
  FROM mart.daily_churn
 WHERE company = 'OpenAI'
 ORDER BY day;
