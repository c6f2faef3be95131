"""The secretariat's desk inside Excel, without Excel: what was seen, what is shown, the tasks, as values."""
