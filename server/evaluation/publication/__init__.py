"""The papers of the loop: published pages, PDF and Excel, packs for meetings, the monthly report."""
