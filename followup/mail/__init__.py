"""What leaves by e-mail: a message becomes text and HTML (`render`) and goes to the mail server (`deliver`)."""
