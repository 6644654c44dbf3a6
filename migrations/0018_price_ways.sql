-- The way up from every category, kept by the database: every page with prices asks for it, and a recursion cost more than
-- all else about a price. And the lines of a part found by list: a part that stands in thousands of contracts is read as
-- fast as one that stands in none.

alter table catalog.categories add column path uuid[];

with recursive up (id, path, parent_id) as (
  select id, array[id], parent_id from catalog.categories
  union all
  select up.id, up.path || c.id, c.parent_id from up join catalog.categories c on c.id = up.parent_id
)
update catalog.categories c set path = up.path from up where up.id = c.id and up.parent_id is null;

alter table catalog.categories alter column path set not null,
  add constraint categories_path_check check (path[1] = id and array_length(path, 1) <= 32);
comment on column catalog.categories.path is 'Itself first, the root last.';

create function catalog.set_path() returns trigger language plpgsql as $$
begin
  new.path := array[new.id] || coalesce((select p.path from catalog.categories p where p.id = new.parent_id), '{}');
  return new;
end $$;
create trigger categories_path before insert or update of parent_id on catalog.categories
  for each row execute function catalog.set_path();

create function catalog.move_those_below() returns trigger language plpgsql as $$
begin
  update catalog.categories c set path = c.path[:array_position(c.path, new.id) - 1] || new.path
    where c.path @> array[new.id] and c.id <> new.id;
  return null;
end $$;
create trigger categories_below after update of parent_id on catalog.categories
  for each row when (old.path is distinct from new.path) execute function catalog.move_those_below();

create index lines_sku_list_idx on pricing.lines (sku_id, list_id);
create index lines_list_idx on pricing.lines (list_id);
drop index pricing.lines_sku_idx;
drop index pricing.lines_list_sku_idx;

-- The lists open to a company by three short ways, not by looking through those of every group.
create index lists_everybody_idx on pricing.lists (kind) where company_id is null and group_id is null;
alter policy lists_buyer on pricing.lists using (
  company_id = app.company()
  or (company_id is null and group_id is null)
  or (company_id is null and group_id = (select c.price_group_id from accounts.companies c where c.id = app.company()))
);
