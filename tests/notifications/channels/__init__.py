"""Each channel over HTTP against a real local server that speaks its provider's protocol."""
