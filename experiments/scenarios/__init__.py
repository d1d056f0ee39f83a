"""What the shipped scenarios show: the numbers behind the finding in each of their files."""
