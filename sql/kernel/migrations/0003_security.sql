CREATE TABLE kernel_user (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(100) NOT NULL UNIQUE,
    display_name VARCHAR(200) NOT NULL,
    password_hash VARCHAR(200) NOT NULL,
    active INT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE kernel_role (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(100) NOT NULL UNIQUE,
    description VARCHAR(500) NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE kernel_role_permission (
    role_id BIGINT NOT NULL,
    permission VARCHAR(100) NOT NULL,
    PRIMARY KEY (role_id, permission),
    FOREIGN KEY (role_id) REFERENCES kernel_role (id)
);

-- What a plugin granted to a role from the start is granted once; taking it away later stays taken away.
CREATE TABLE kernel_default_grant (
    role_name VARCHAR(100) NOT NULL,
    permission VARCHAR(100) NOT NULL,
    PRIMARY KEY (role_name, permission)
);

CREATE TABLE kernel_user_role (
    user_id BIGINT NOT NULL,
    role_id BIGINT NOT NULL,
    PRIMARY KEY (user_id, role_id),
    FOREIGN KEY (user_id) REFERENCES kernel_user (id),
    FOREIGN KEY (role_id) REFERENCES kernel_role (id)
);

CREATE TABLE kernel_session (
    id BIGINT NOT NULL PRIMARY KEY,
    token_hash VARCHAR(64) NOT NULL UNIQUE,
    user_id BIGINT NOT NULL,
    csrf_token VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    address VARCHAR(64) NOT NULL,
    FOREIGN KEY (user_id) REFERENCES kernel_user (id)
);

CREATE TABLE kernel_token (
    id BIGINT NOT NULL PRIMARY KEY,
    token_hash VARCHAR(64) NOT NULL UNIQUE,
    user_id BIGINT NOT NULL,
    name VARCHAR(200) NOT NULL,
    permissions TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    FOREIGN KEY (user_id) REFERENCES kernel_user (id)
);

-- Links that work once: the first administrator, a new password.
CREATE TABLE kernel_one_time_link (
    token_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    kind VARCHAR(20) NOT NULL,
    user_id BIGINT,
    expires_at BIGINT NOT NULL
);

CREATE TABLE kernel_audit (
    id BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor_kind VARCHAR(20) NOT NULL,
    actor_name VARCHAR(200) NOT NULL,
    user_id BIGINT NOT NULL,
    request_id VARCHAR(64) NOT NULL,
    action VARCHAR(100) NOT NULL,
    resource_id BIGINT NOT NULL,
    detail TEXT NOT NULL,
    block_number BIGINT NOT NULL
);

CREATE INDEX kernel_audit_by_block ON kernel_audit (block_number, id);

CREATE INDEX kernel_audit_by_resource ON kernel_audit (resource_id, id);

CREATE TABLE kernel_audit_block (
    number BIGINT NOT NULL PRIMARY KEY,
    sealed_at BIGINT NOT NULL,
    line_count BIGINT NOT NULL,
    hash VARCHAR(64) NOT NULL
);
