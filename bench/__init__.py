"""Measurements that the project promises, each started by script/bench NAME."""
