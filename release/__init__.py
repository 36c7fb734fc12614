"""What a release is made with: its number, the licences of what it contains, a look into its files, a trial in an empty place."""
