"""Every reason for which the loop says no, beside the like of it to which it says yes."""
