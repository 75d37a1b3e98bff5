"""What stands between the network and the pages: headers, the gate, the sign-in forms."""
