-- Under which names is a company known, in all languages?
SELECT name, aliases
  FROM mart.company
 WHERE array_length(aliases, 1) > 1
 ORDER BY array_length(aliases, 1) DESC, name;
