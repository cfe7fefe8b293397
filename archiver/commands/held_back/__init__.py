"""What a person says of answers that are held back."""
