"""Builds the warehouse from the reference files; never imported by the application."""
