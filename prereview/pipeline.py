"""files → pages → documents → facts → items, history → scores → a report a person can act on."""
