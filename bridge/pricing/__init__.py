"""What a change is and what it costs. Pure: time, rates and catalog are arguments."""
