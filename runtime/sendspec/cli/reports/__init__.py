"""What `sendspec check` found, in the forms that it can be told in: one module a form."""
