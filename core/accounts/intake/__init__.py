"""Intake: lists that are delivered or read, taken, and what a person is told of each."""
