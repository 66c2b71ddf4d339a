"""The numbers that the source documents print, reproduced in both editions."""
