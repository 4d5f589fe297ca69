"""What is remembered of stories over days: facts that may change, and what became of them."""
