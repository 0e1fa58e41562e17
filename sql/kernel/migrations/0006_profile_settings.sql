-- What people choose for themselves; empty: what their browser wants.
ALTER TABLE kernel_user ADD COLUMN language VARCHAR(10) NOT NULL DEFAULT '';

ALTER TABLE kernel_user ADD COLUMN theme VARCHAR(10) NOT NULL DEFAULT '';

ALTER TABLE kernel_session ADD COLUMN device VARCHAR(200) NOT NULL DEFAULT '';

ALTER TABLE kernel_role ADD COLUMN totp_required INT NOT NULL DEFAULT 0;

CREATE INDEX kernel_session_by_user ON kernel_session (user_id, last_seen_at);

-- The second step of signing in. last_step: the newest time step whose code was taken; none is taken twice.
CREATE TABLE kernel_totp (
    user_id BIGINT NOT NULL PRIMARY KEY,
    secret VARCHAR(64) NOT NULL,
    confirmed INT NOT NULL,
    last_step BIGINT NOT NULL,
    since BIGINT NOT NULL,
    FOREIGN KEY (user_id) REFERENCES kernel_user (id)
);

CREATE TABLE kernel_recovery_code (
    user_id BIGINT NOT NULL,
    code_hash VARCHAR(64) NOT NULL,
    PRIMARY KEY (user_id, code_hash),
    FOREIGN KEY (user_id) REFERENCES kernel_user (id)
);

-- Settings changed at run time. A row without a value was taken back; it stays, so that versions only grow.
CREATE TABLE kernel_setting (
    setting_key VARCHAR(150) NOT NULL PRIMARY KEY,
    value TEXT,
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by VARCHAR(200) NOT NULL
);

-- Who has which record open: renewed while it is, forgotten soon after.
CREATE TABLE kernel_presence (
    record VARCHAR(100) NOT NULL,
    user_id BIGINT NOT NULL,
    since BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (record, user_id),
    FOREIGN KEY (user_id) REFERENCES kernel_user (id)
);
