"""What is shown: colours, figures, words for people. No numbers are made here."""
