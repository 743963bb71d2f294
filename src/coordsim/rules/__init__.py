"""What varies between studies: who is paid, told and heard how, and with which technologies. One
file a rule; no physics.
"""
