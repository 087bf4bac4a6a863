-- Who left one company in a fortnight and joined another within half a year?
SELECT o.person, o.company AS from_company, i.company AS to_company, o.effective_date AS left_on, i.effective_date AS joined_on
  FROM mart.leadership_event o
  JOIN mart.leadership_event i ON i.person_id = o.person_id AND i.company_id <> o.company_id
                              AND i.effective_date BETWEEN o.effective_date - 30 AND o.effective_date + 183
 WHERE o.direction = 'out' AND i.direction = 'in' AND o.status = 'confirmed' AND i.status = 'confirmed'
   AND o.effective_date BETWEEN '2023-11-17' AND '2023-11-30'
 ORDER BY joined_on DESC;
