"""What words say, whoever asks: numbers with what they count, names under one spelling, lists of English words."""
