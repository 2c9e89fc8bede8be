-- What was written is known within the transaction that writes it; marking every row cost a second copy of it.
ALTER TABLE product_import_row DROP COLUMN applied;
