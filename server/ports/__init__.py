"""What the application needs of the world, as protocols, with the exceptions that their users must handle."""
