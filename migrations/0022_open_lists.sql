-- The lists open to a buyer, asked for once per statement. As a function it is planned once per connection, and the plan of a
-- question about prices stays small. It goes by the three indexes, whatever the number of lists; what is open is for the row
-- policy of the lists to say, here too.
create function pricing.open_lists() returns uuid[] language plpgsql stable parallel safe as $$
declare
  up uuid[];
  own_group uuid;
begin
  select c.path, c.price_group_id into up, own_group from accounts.companies c where c.id = app.company();
  return array(
    select l.id from pricing.lists l where l.company_id = any (up)
    union all select l.id from pricing.lists l where l.company_id is null and l.group_id is null
    union all select l.id from pricing.lists l where l.company_id is null and l.group_id = own_group);
end $$;
-- Not a condition an index could use: the questions name their lists themselves, and two such arrays on one index are tried
-- each with each.
alter policy lines_buyer on pricing.lines using (coalesce(list_id = any ((select pricing.open_lists())::uuid[]), false));
alter policy discounts_buyer on pricing.discounts using (coalesce(list_id = any ((select pricing.open_lists())::uuid[]), false));
-- Its lists find a company's lines.
drop index pricing.lines_company_idx;

-- Whose a line is says its list: looked at once a statement, not once a row.
alter table pricing.lines drop constraint lines_list_company_fkey;
create function pricing.refuse_unless_of_its_list() returns trigger language plpgsql as $$
begin
  if exists (select from (select distinct list_id, company_id from touched) t join pricing.lists l on l.id = t.list_id
      where t.company_id is distinct from l.company_id) then
    raise exception 'a price is its list''s company''s' using errcode = 'foreign_key_violation', constraint = 'lines_list_company_fkey';
  end if;
  return null;
end $$;
create trigger lines_added after insert on pricing.lines referencing new table as touched
  for each statement execute function pricing.refuse_unless_of_its_list();
create trigger lines_changed after update on pricing.lines referencing new table as touched
  for each statement execute function pricing.refuse_unless_of_its_list();
create trigger lists_stay before update of company_id on pricing.lists for each row
  when (old.company_id is distinct from new.company_id) execute function app.refuse_change();
