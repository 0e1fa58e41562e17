-- What came back from a person is forgotten with it.
CREATE INDEX channel_email_bounce_by_contact ON channel_email_bounce (contact_id, id);
