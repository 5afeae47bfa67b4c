"""What time triggers: the table of jobs, and the engines that run it."""
