"""A random story of posts, people, Discord and the network, told by `tests/delivery/test_chaos.py`.

`ground` outlasts a storm, `quick` makes it cheap, `sky` holds the weather and what may die in it, `world` is where it all
happens, `actions` what people do, `calm` and `rendered` what must hold.
"""
