-- Found whole, as before, and by its beginning too, whatever the order of letters of the database is.
drop index catalog.skus_part_key_idx;
create index skus_part_key_idx on catalog.skus (part_key text_pattern_ops);
