"""What stands between the pages and Streamlit itself: counted scripts, sockets that come back, the
icon."""
