"""Who the digest goes to, as rules: addresses, what may be preferred, tokens of links, lists in files. No I/O."""
