"""The reference: one plain table behind one plain Django REST framework view set, and nothing else."""
