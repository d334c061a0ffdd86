-- These rows live for a moment: what fits into a page is not worth compressing or putting aside.
ALTER TABLE intents SET (toast_tuple_target = 8160);
