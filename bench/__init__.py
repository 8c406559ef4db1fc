"""Work loads beside their floors: every figure is a ratio taken in one run on one machine; nothing here asserts."""
