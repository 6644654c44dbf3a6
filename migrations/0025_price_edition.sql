-- Which lists are open to whom, and what brand and categories a family has, changes seldom and is asked for with every
-- price. Each commit that changes it makes a new edition, so that a process may remember an edition and still answer the very
-- next request rightly: it reads the number with the prices, in one statement.
create table pricing.editions (
  alone boolean primary key default true check (alone),
  -- drawn, not counted: after a restore or a failover that lost commits, no number comes a second time for something else
  n bigint not null default hashtextextended(gen_random_uuid()::text, 0)
);
insert into pricing.editions default values;

-- None inside a transaction that has changed lists itself: what it sees is in no edition yet.
create view pricing.edition as
  select n from pricing.editions where coalesce(current_setting('app.lists_changed', true), '') = '';
grant select on pricing.edition to tc_buyer, tc_staff, tc_worker;

create function pricing.note_change() returns trigger language plpgsql as $$
begin
  perform set_config('app.lists_changed', 'yes', true);
  return null;
end $$;
-- Made at the commit, so that nobody waits for a long publication to end; once, however many rows were written.
create function pricing.make_edition() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  if current_setting('app.lists_changed', true) is distinct from 'made' then
    update pricing.editions set n = default;
    perform set_config('app.lists_changed', 'made', true);
  end if;
  return null;
end $$;

do $$
declare t text;
begin
  foreach t in array array['lists', 'discounts', 'quotes', 'vat_rates'] loop
    execute format('create trigger %I after insert or update or delete on pricing.%I
      for each statement execute function pricing.note_change()', t || '_noted', t);
    execute format('create constraint trigger %I after insert or update or delete on pricing.%I deferrable initially deferred
      for each row execute function pricing.make_edition()', t || '_edition', t);
  end loop;
end $$;
-- Whose contracts a company is under, what group it is in, and how the one above is called.
create trigger companies_noted after update on accounts.companies for each row
  when ((old.path, old.price_group_id, old.code, old.name) is distinct from (new.path, new.price_group_id, new.code, new.name))
  execute function pricing.note_change();
create constraint trigger companies_edition after update on accounts.companies deferrable initially deferred for each row
  when ((old.path, old.price_group_id, old.code, old.name) is distinct from (new.path, new.price_group_id, new.code, new.name))
  execute function pricing.make_edition();

-- What discounts look at.
do $$
declare of text[];
begin
  foreach of slice 1 in array array[['families', '(old.brand, old.category_id) is distinct from (new.brand, new.category_id)'],
      ['categories', 'old.path is distinct from new.path']] loop
    execute format('create trigger %I after update on catalog.%I for each row when (%s) execute function pricing.note_change()',
      of[1] || '_noted', of[1], of[2]);
    execute format('create constraint trigger %I after update on catalog.%I deferrable initially deferred
      for each row when (%s) execute function pricing.make_edition()', of[1] || '_edition', of[1], of[2]);
  end loop;
end $$;
