-- Who left a post soonest after taking it, of those who left in a fortnight?
SELECT o.company, o.role, o.person, i.effective_date AS joined_on, o.effective_date - i.effective_date AS days
  FROM mart.leadership_event o
  JOIN mart.leadership_event i ON i.person_id = o.person_id AND i.company_id = o.company_id AND i.role = o.role
                              AND i.effective_date < o.effective_date
 WHERE o.direction = 'out' AND i.direction = 'in' AND o.status = 'confirmed' AND i.status = 'confirmed'
   AND o.effective_date BETWEEN '2023-11-17' AND '2023-11-30'
 ORDER BY days LIMIT 20;
