from people.models.delegation import Delegate, Delegation
from people.models.department import Department
from people.models.owner import Alias, Owner
from people.models.sent_form import SentForm
from people.models.tenure import Tenure, TenureHolder
from people.models.user import User

__all__ = [
    "Alias",
    "Delegate",
    "Delegation",
    "Department",
    "Owner",
    "SentForm",
    "Tenure",
    "TenureHolder",
    "User",
]
