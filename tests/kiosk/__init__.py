"""Tests of the kiosk: its pure views, its printing follower, and its words."""
