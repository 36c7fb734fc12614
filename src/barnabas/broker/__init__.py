"""A development broker in the process: for laptops and tests, never for production."""
