"""What a person is told once the system runs: where to look and how to sign in."""

from __future__ import annotations

from local_runner.plan import Plan


def welcome(plan: Plan) -> str:
    """Give the text: addresses, then a sign-in for each role of each system."""
    lines = [
        "",
        "Golden Thread is running. Ctrl-C stops it; the next `make run` finds its data.",
        "",
        f"  Front door            {plan.public_url}/",
        f"  API reference         {plan.public_url}/docs",
        f"  Mail that was sent    {plan.mailbox_url}/",
        f"  An ICS's own website  {plan.website_url}/   (the sign-up form, embedded)",
        "",
        "  Sign in with an API key, as `Authorization: Bearer KEY` "
        f"(kept in {plan.state.api_keys}):",
    ]
    sign_ins = plan.state.sign_ins()
    for code, (name, slug) in plan.systems().items():
        lines += ["", f"  {name} ({code})   {plan.public_url}/{slug}/"]
        lines += [f"    {role:<22} {key}" for role, key in sign_ins.get(code, {}).items()]
    lines += ["", "  Walk the whole thread in another terminal:  make thread", "", ""]
    return "\n".join(lines)
