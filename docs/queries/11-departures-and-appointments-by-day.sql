-- How many confirmed departures and appointments a company and day?
SELECT company, day, departures, appointments
  FROM mart.daily_churn
 WHERE departures + appointments > 0
 ORDER BY day, company;
