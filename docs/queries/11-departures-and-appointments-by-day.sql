-- How many confirmed departures and appointments a company and day, in a week?
SELECT company, day, departures, appointments
  FROM mart.daily_churn
 WHERE departures + appointments > 0 AND day BETWEEN '2023-11-17' AND '2023-11-23'
 ORDER BY day, company;
