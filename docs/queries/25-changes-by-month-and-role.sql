-- How many seats changed hands a month in the last year, by role?
SELECT d.month_start AS month, r.role_name, sum(f.transitions) AS transitions
  FROM mart.fact_seat_transition f JOIN mart.dim_date d USING (date) JOIN mart.dim_role r USING (role)
 WHERE f.date BETWEEN '2022-12-01' AND '2023-11-30'
 GROUP BY d.month_start, r.role_name, r.role_rank ORDER BY d.month_start, r.role_rank;
