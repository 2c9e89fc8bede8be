-- What the doctor last found of a Superset: which known ways past the rules of embedded dashboards it left open.
CREATE TABLE superset_examination (
    target TEXT NOT NULL,
    examined_at TIMESTAMPTZ(6) NOT NULL,
    findings JSONB NOT NULL,

    CONSTRAINT superset_examination_pkey PRIMARY KEY (target)
);
