"""What comes in as a file: read strictly and as a whole, turned into values, knowing nothing of the database."""
