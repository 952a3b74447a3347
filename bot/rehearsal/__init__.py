"""`herold rehearse`: a blog's whole history replayed on a fake clock, to see what would have been said, and when."""
