"""Scripts of our own in the document that Streamlit draws pages in."""
