"""The physics of the firm: pure functions from state to state, all firms at once."""
