"""What users bring: scenarios in files, routes, and numbers of documents."""
