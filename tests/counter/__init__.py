"""The clerk's screen and the managers' floor."""
