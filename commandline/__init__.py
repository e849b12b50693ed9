"""What every command line shares: configuration composed and checked, help, exit codes, progress bars."""
