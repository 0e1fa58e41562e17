-- Jobs that may be purged are found beside those that are kept for ever because they have a key.
DROP INDEX kernel_job_by_end ON kernel_job;

CREATE INDEX kernel_job_by_kind_end ON kernel_job (keyed, scheduled, finished_at);
