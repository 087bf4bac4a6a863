-- Where did most people hold the chief executive's seat within 30 days?
SELECT company, max(ceo_occupants_30d) AS people, min(day) FILTER (WHERE ceo_occupants_30d > 1) AS since
  FROM mart.daily_churn
 GROUP BY company HAVING max(ceo_occupants_30d) > 1
 ORDER BY people DESC, company;
