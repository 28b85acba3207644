"""The append-only record: events chained per subject, daily digests, access to personal data."""
