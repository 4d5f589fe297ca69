"""How mail leaves and what comes back of it: messages, the ledger of who was sent what, SMTP, an outbox, bounces."""
