"""An employee: one agent with all that employees do."""

from benchmarks.object_model.colleague import Colleague
from benchmarks.object_model.member import Member
from benchmarks.object_model.owner import Owner
from benchmarks.object_model.user import User


class Employee(Member, Owner, Colleague, User):
    """One employee: led, with customers, among colleagues, and with the system."""
