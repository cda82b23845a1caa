"""What is asked, tested, decided and told when somebody says that a review may not stay (product.md B4)."""
