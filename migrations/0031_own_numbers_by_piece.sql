-- A piece of a number is looked for in all of a company's: in the index alone.
alter table numbers.own
  drop constraint own_key_uniq,
  add constraint own_key_uniq unique (company_id, number_key) include (sku_id);
