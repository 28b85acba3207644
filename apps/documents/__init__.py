"""Files and papers: encrypted uploads, official forms as PDF. Knows nothing of cases."""
