"""Verdicts for people: tables, words, facing pages."""
