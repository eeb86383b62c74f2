"""Holds requests of roles to their policies, as AWS does: IAM actions, resources and condition keys of each call."""
