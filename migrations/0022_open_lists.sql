-- Whom a list is open to, as one value: a company, a group, or everybody. What a company may see is then one condition on one
-- index, planned alike for ten companies and for twenty thousand.
alter table pricing.lists add column open_to uuid not null
  generated always as (coalesce(company_id, group_id, '00000000-0000-0000-0000-000000000000')) stored;
create index lists_open_to_idx on pricing.lists (open_to);
drop index pricing.lists_everybody_idx;

-- A company, those above it, its group, and everybody. For a buyer of another company than the one in force: everybody only.
create function pricing.scope(company uuid) returns uuid[] language plpgsql stable parallel safe as $$
begin
  return coalesce((select c.path || c.price_group_id from accounts.companies c where c.id = company), '{}')
    || '00000000-0000-0000-0000-000000000000'::uuid;
end $$;
alter policy lists_buyer on pricing.lists using (open_to = any ((select pricing.scope((select app.company())))::uuid[])
  and (company_id is null or kind = 'contract' or company_id = (select app.company())));

-- The lists open to a buyer, asked for once per statement. As a function it is planned once per connection, and the plan of a
-- question about prices stays small.
create function pricing.open_lists() returns uuid[] language plpgsql stable parallel safe as $$
begin
  return array(select l.id from pricing.lists l where l.open_to = any (pricing.scope(app.company())));
end $$;
-- Not a condition an index could use: the questions name their lists themselves, and two such arrays on one index are tried
-- each with each.
alter policy lines_buyer on pricing.lines using (coalesce(list_id = any ((select pricing.open_lists())::uuid[]), false));
alter policy discounts_buyer on pricing.discounts using (coalesce(list_id = any ((select pricing.open_lists())::uuid[]), false));
-- Its lists find a company's lines.
drop index pricing.lines_company_idx;

-- A line stands on a list that is there and is that list's company's: looked at once a statement, not twice a row. No role may
-- delete a list; whoever owns the database deletes its lines first.
revoke delete on pricing.lists from tc_staff;
alter table pricing.lines drop constraint lines_list_company_fkey, drop constraint lines_list_id_fkey;
create function pricing.refuse_unless_of_its_list() returns trigger language plpgsql as $$
begin
  if exists (select from (select distinct list_id, company_id from touched) t left join pricing.lists l on l.id = t.list_id
      where l.id is null or t.company_id is distinct from l.company_id) then
    raise exception 'a price stands on a list, and is its company''s' using errcode = 'foreign_key_violation', constraint = 'lines_list_check';
  end if;
  return null;
end $$;
create trigger lines_added after insert on pricing.lines referencing new table as touched
  for each statement execute function pricing.refuse_unless_of_its_list();
create trigger lines_changed after update on pricing.lines referencing new table as touched
  for each statement execute function pricing.refuse_unless_of_its_list();
create function pricing.refuse_with_lines() returns trigger language plpgsql as $$
begin
  if exists (select from touched t join pricing.lines n on n.list_id = t.id) then
    raise exception 'a list with prices stays' using errcode = 'foreign_key_violation', constraint = 'lines_list_check';
  end if;
  return null;
end $$;
create trigger lists_emptied after delete on pricing.lists referencing old table as touched
  for each statement execute function pricing.refuse_with_lines();
create trigger lists_stay before update of id, company_id on pricing.lists for each row
  when ((old.id, old.company_id) is distinct from (new.id, new.company_id)) execute function app.refuse_change();
