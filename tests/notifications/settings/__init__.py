"""Tests of the settings of channels."""
