"""Strict readers of source files: declared columns and types, no business rule."""
