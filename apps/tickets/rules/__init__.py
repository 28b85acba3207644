"""Pure rules of 诉求件: its number and code, who may have it, its clocks."""
