-- What is true of this installation as a whole: that demo data was loaded once stays known after it was taken out.
CREATE TABLE installation_fact (
    key TEXT NOT NULL,
    value JSONB NOT NULL DEFAULT '{}',
    at TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT installation_fact_pkey PRIMARY KEY (key)
);
