"""Tools for those who work on Herold."""
