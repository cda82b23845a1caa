"""How often and how long in an inspection; what S leaves open is our own default."""

READINGS_A_DAY = 8  # our own: an owner who has us read the shop again and again is asked to wait
