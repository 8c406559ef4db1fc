"""What data looks like outside: JSON, forms and content files, read to domain values and written from them."""
