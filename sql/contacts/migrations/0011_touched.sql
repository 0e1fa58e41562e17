-- Counts whoever held the contact for a moment without changing it, so that two who decide about a person at the same time meet.
ALTER TABLE contacts_contact ADD COLUMN touched BIGINT NOT NULL DEFAULT 0;
