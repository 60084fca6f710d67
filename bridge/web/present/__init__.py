"""From the use cases' values to the shapes of our answers: money written for the reader's locale, instants as text."""
