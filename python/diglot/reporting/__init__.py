"""The report: one HTML file for people who would rather look than read tables."""
