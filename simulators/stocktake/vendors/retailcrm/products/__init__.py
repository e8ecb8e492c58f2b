"""The catalogue: products with their offers, groups, properties and selling prices."""
