"""Bytes to documents and back, one small module for each format."""
