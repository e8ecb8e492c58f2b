CREATE TABLE wholecell_organization (  -- vendors and customers
  id   INTEGER PRIMARY KEY,
  name TEXT    NOT NULL UNIQUE
);
