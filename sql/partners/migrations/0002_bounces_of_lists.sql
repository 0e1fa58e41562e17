-- Mails that came back count for the quality of a list, too; counted anew within six hours.
ALTER TABLE partners_quality ADD COLUMN emailed BIGINT NOT NULL DEFAULT 0;

ALTER TABLE partners_quality ADD COLUMN bounced BIGINT NOT NULL DEFAULT 0;

ALTER TABLE partners_quality ADD COLUMN no_mailbox BIGINT NOT NULL DEFAULT 0;
