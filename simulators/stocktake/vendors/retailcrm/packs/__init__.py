"""What is set aside in a store for the items of orders."""
