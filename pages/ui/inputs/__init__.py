"""What is entered and chosen on a page, and stays until it has been taken."""
