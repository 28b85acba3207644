"""What the weekly report reads: cases, transitions, contracts, snapshots."""
