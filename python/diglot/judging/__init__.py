"""What a case gives: two results, the truth, how far honest rounding goes, who is wrong."""
