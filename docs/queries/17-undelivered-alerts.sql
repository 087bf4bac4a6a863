-- Which messages of alerts were not taken by their channel?
SELECT a.company, delivery ->> 'channel' AS channel, delivery ->> 'kind' AS kind, delivery ->> 'attempts' AS attempts
  FROM mart.alert a, jsonb_array_elements(a.deliveries) AS delivery
 WHERE delivery ->> 'state' <> 'sent'
 ORDER BY a.opened_at;
