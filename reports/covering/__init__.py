"""Covering reports: their templates, texts and figures, and what is kept of an issued one."""
