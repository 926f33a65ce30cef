"""Vietnamese agencies: the register, the lists in table cells, and the acting bodies of directive prose.

``load_register`` gives the bodies themselves, ``parse_agencies`` reads the whole text of an agency cell,
``find_agencies`` and ``lead_phrase`` read running prose, ``document_bodies``, ``home_of`` and ``in_document`` resolve
the short names that only their document explains. Names are canonical (full, modern tone placement, official
capitals); what is not registered keeps its own words and has no ``agency_id``.
"""

from __future__ import annotations

from normalizers.agency_cells import parse_agencies
from normalizers.agency_context import document_bodies, home_of, in_document
from normalizers.agency_mentions import AGENCY_FLAGS, agency_flags
from normalizers.agency_prose import find_agencies, lead_phrase, partners_at
from normalizers.agency_register import load_register

__all__ = [
    "AGENCY_FLAGS",
    "agency_flags",
    "document_bodies",
    "find_agencies",
    "home_of",
    "in_document",
    "lead_phrase",
    "load_register",
    "parse_agencies",
    "partners_at",
]
