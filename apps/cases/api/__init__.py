"""The API's addresses of cases."""
