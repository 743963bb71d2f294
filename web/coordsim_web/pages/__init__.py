"""One module per page; each draws one own Vue component of the same name beside it."""
