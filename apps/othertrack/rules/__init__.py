"""What 43号 三(二) permits, and what counts for 传统装修: pure functions."""
