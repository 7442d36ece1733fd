"""The deciders by subject: each takes the office and one command and answers with events or Refused."""
