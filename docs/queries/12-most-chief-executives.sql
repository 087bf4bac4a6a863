-- Where did most people hold the chief executive's seat within 30 days, up to a day?
SELECT company, ceo_occupants_30d AS people, level
  FROM mart.daily_churn
 WHERE day = '2023-11-20' AND ceo_occupants_30d > 1
 ORDER BY people DESC, company;
