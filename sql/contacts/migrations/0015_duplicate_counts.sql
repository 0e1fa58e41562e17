-- How many pairs wait is asked after every decision: counted out of the index, not by reading a million pairs.
CREATE INDEX contacts_duplicate_counts ON contacts_duplicate (state, verdict);
