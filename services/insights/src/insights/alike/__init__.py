"""More like this: findings that come near to one."""
