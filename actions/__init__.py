"""What people and the clock may do: one function a use case, each in one transaction.

Permission is checked here and nowhere else; the faces (cli, web) call these functions and show what
they answer. What is read for the faces is here too.
"""
